-- Who a person is, also by what she was before she was joined. Refuses while a hold stands on any of them.
CREATE FUNCTION {refuse_held}(given text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  persons text[];
BEGIN
  SELECT array_agg(p.person) INTO persons FROM (
    SELECT given AS person
    UNION SELECT j.value FROM person_identifiers j WHERE j.system = 'samplan:joined' AND j.person = given
  ) AS p;
  IF EXISTS (SELECT 1 FROM legal_holds h WHERE h.lifted IS NULL AND h.person = ANY (persons)) THEN
    RAISE EXCEPTION USING ERRCODE = 'SP001', MESSAGE = 'onHold', DETAIL = '{}';
  END IF;
  RETURN persons;
END
$$;
