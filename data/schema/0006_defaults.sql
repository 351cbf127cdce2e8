-- Default themes, levels, roles and settings. A place adds to them.

INSERT INTO theme (code, label_zh, label_en, arrangement, sort_order) VALUES
  ('base', '基础网格', 'Base grids', 'base', 0),
  ('enterprise', '企业网格', 'Enterprise grids', 'overlaid', 10);

INSERT INTO grid_level (theme, code, label_zh, label_en, rank, kind, full_cover, division_level) VALUES
  ('base', 'township', '乡镇街道', 'Township', 10, 'area', 1, NULL),
  ('base', 'area_cluster', '片区', 'Area cluster', 15, 'area', 0, NULL),
  ('base', 'community', '村社区', 'Community', 20, 'area', 1, NULL),
  ('base', 'grid', '网格', 'Grid', 30, 'area', 1, NULL),
  ('base', 'micro_grid', '微网格', 'Micro grid', 40, 'area', 0, NULL),
  ('enterprise', 'enterprise', '企业网格', 'Enterprise grid', 10, 'area', 0, NULL);

INSERT INTO role (code, label_zh, label_en, sort_order) VALUES
  ('responsible_leader', '包保领导', 'Responsible leader', 5),
  ('grid_head', '网格长', 'Grid head', 10),
  ('grid_worker', '网格员', 'Grid worker', 20),
  ('coordinator', '协管员', 'Coordinator', 30),
  ('inspector', '监督员', 'Inspector', 40),
  ('publicist', '宣传员', 'Publicist', 50),
  ('police_officer', '网格民警', 'Police officer', 60),
  ('info_collector', '信息采集员', 'Information collector', 70),
  ('community_observer', '民情观察员', 'Community observer', 80),
  ('mediator', '调解员', 'Mediator', 90),
  ('building_head', '楼栋长', 'Building head', 100),
  ('household_group_head', '联户长', 'Household group head', 110),
  ('medic', '医护员', 'Medical worker', 120),
  ('legal_adviser', '法律顾问', 'Legal adviser', 130),
  ('volunteer', '志愿者', 'Volunteer', 140);

INSERT INTO setting (key, value) VALUES
  ('utc_offset', '+08:00'),
  ('sample', '0'),
  ('store_uuid', lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
    || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))));
