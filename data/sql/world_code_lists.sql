-- Every code list with its labels. No parameters.
SELECT list, code, label_zh, label_en FROM code_list;
