-- Notes whose the journal numbers from now on are; what nobody wrote under is replaced. ?1 mark.
INSERT INTO opening (first_number, mark) SELECT coalesce(max(number), 0) + 1, ?1 FROM journal WHERE true
ON CONFLICT (first_number) DO UPDATE SET mark = excluded.mark;
