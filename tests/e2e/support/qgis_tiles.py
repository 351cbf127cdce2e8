"""Draws tiles as QGIS does, and says as JSON what stands in the picture.

    qgis_tiles.py URL LON LAT RADIUS_M PICTURE.png
"""
import json
import sys

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsMapRendererParallelJob, QgsMapSettings,
                       QgsPointXY, QgsProject, QgsRectangle, QgsVectorTileBasicRenderer, QgsVectorTileLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

FILL, EDGE, LABEL = QColor('#cfe3ff'), QColor('#aa2222'), QColor('#006600')


def main(url, lon, lat, radius, picture):
    layer = QgsVectorTileLayer(f'type=xyz&url={url}/tiles/grids,grid_edges,grid_labels/%7Bz%7D/%7Bx%7D/%7By%7D.pbf&zmin=0&zmax=16', 'Jingwei')
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles(QgsVectorTileBasicRenderer.simpleStyle(FILL, FILL, 0, EDGE, 0.6, LABEL, LABEL, 2))
    layer.setRenderer(renderer)
    settings = QgsMapSettings()
    settings.setDestinationCrs(QgsCoordinateReferenceSystem('EPSG:3857'))
    to_map = QgsCoordinateTransform(QgsCoordinateReferenceSystem('EPSG:4326'), settings.destinationCrs(), QgsProject.instance())
    centre = to_map.transform(QgsPointXY(lon, lat))
    settings.setExtent(QgsRectangle(centre.x() - radius, centre.y() - radius, centre.x() + radius, centre.y() + radius))
    settings.setOutputSize(QSize(600, 600))
    settings.setBackgroundColor(QColor('white'))
    settings.setLayers([layer])
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    counts = {'fill': 0, 'edge': 0, 'label': 0, 'background': 0}
    names = {FILL.name(): 'fill', EDGE.name(): 'edge', LABEL.name(): 'label', '#ffffff': 'background'}
    for x in range(image.width()):
        for y in range(image.height()):
            name = names.get(image.pixelColor(x, y).name())
            if name:
                counts[name] += 1
    print(json.dumps({'valid': layer.isValid(), 'errors': [error.message for error in job.errors()], 'pixels': counts}))


application = QgsApplication([], False)
application.initQgis()
main(sys.argv[1], *map(float, sys.argv[2:5]), sys.argv[5])
