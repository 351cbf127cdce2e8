-- Sets whether an operation is done. ?1 plan, ?2 number, ?3 state, ?4 revision.
UPDATE plan_op SET state = ?3, revision = ?4 WHERE plan = ?1 AND number = ?2;
