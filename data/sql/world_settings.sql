-- Every setting of the store. No parameters.
SELECT key, value FROM setting;
