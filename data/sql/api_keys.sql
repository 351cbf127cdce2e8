-- Every key in force with its account. No parameters.
SELECT k.key_hash, a.name, k.label, a.scope FROM api_key AS k JOIN account AS a ON a.id = k.account_id
WHERE k.revoked_at IS NULL AND a.active = 1;
