-- The plan that is to be published at an instant. ?1 ms UTC.
SELECT plan FROM plan_progress WHERE publish_at = ?1;
