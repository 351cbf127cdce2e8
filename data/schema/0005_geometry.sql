-- Registers every geometry column with SpatiaLite and gives each an R*Tree index.

SELECT RecoverGeometryColumn('arc', 'geom', 4490, 'LINESTRING', 'XY');
SELECT RecoverGeometryColumn('grid', 'geom', 4490, 'MULTIPOLYGON', 'XY');
SELECT RecoverGeometryColumn('grid_label', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('camera', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('key_site', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('building', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('building_footprint', 'geom', 4490, 'POLYGON', 'XY');
SELECT RecoverGeometryColumn('address', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('rental_house', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('enterprise', 'geom', 4490, 'POINT', 'XY');
SELECT RecoverGeometryColumn('reference_line', 'geom', 4490, 'LINESTRING', 'XY');
SELECT CreateSpatialIndex('arc', 'geom');
SELECT CreateSpatialIndex('grid', 'geom');
SELECT CreateSpatialIndex('grid_label', 'geom');
SELECT CreateSpatialIndex('camera', 'geom');
SELECT CreateSpatialIndex('key_site', 'geom');
SELECT CreateSpatialIndex('building', 'geom');
SELECT CreateSpatialIndex('building_footprint', 'geom');
SELECT CreateSpatialIndex('address', 'geom');
SELECT CreateSpatialIndex('rental_house', 'geom');
SELECT CreateSpatialIndex('enterprise', 'geom');
SELECT CreateSpatialIndex('reference_line', 'geom');
