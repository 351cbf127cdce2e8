-- Roles in the order of lists. No parameters.
SELECT id, code, label_zh, label_en, sort_order FROM role ORDER BY sort_order, id;
