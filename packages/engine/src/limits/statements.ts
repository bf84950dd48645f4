// Statements over the table `limit_state`. $1 is the site. Of those over one row, $2 is the name and $3 the keyed hash.

/** SQL for how long until the bucket of a row is full, at $4, in milliseconds. */
const gone = "greatest(s.until - $4::float8, 0)";

/** Takes $5 milliseconds, where no more than $6 are gone; what is owed stays below $7. */
export const take = `
  insert into limit_state as s (site, name, mac, used, until, times)
  values ($1, $2, $3, $4::float8, $4::float8 + least(greatest($5::float8, 0), $7::float8), 1)
  on conflict (site, name, mac) do update set
    used = excluded.used,
    until = $4::float8 + case
      when ${gone} > $6::float8 then ${gone}
      else least(greatest(${gone} + $5::float8, 0), greatest($7::float8, ${gone}))
    end,
    times = case when ${gone} > $6::float8 then 0 else 1 end
  returning until, times = 1 as taken, xmax = 0 as fresh`;

/** Until when all that a caller has taken is owed. */
export const readUntil = "select until from limit_state where site = $1 and name = $2 and mac = $3";

/** Adds a failure, at $4, remembered for $5 milliseconds. Those of before the time that failures are remembered for do not count. */
export const addFailure = `
  insert into limit_state as s (site, name, mac, used, until, times)
  values ($1, $2, $3, $4::float8, $4::float8 + $5::float8, 1)
  on conflict (site, name, mac) do update set
    used = excluded.used,
    until = excluded.until,
    times = case when s.until > excluded.used then s.times + 1 else 1 end
  returning xmax = 0 as fresh`;

/** Failures that are not forgotten at $4. */
export const readFailures =
  "select times, used as at from limit_state where site = $1 and name = $2 and mac = $3 and until > $4::float8";

/** Keeps the value $6 from $4 until $5. */
export const putValue = `
  insert into limit_state as s (site, name, mac, used, until, times, value)
  values ($1, $2, $3, $4::float8, $5::float8, 1, $6)
  on conflict (site, name, mac) do update set
    used = excluded.used, until = excluded.until, value = excluded.value`;

/** Of several that add the same at once the others wait for the first, and then find it there. */
export const addValue = `${putValue} where s.until <= excluded.used returning true`;

/** The values of those keys of $3 that are kept at $4, each with its place in that list. */
export const readValues = `
  select those.at, value
  from unnest($3::bytea[]) with ordinality as those (mac, at)
  join limit_state s on s.site = $1 and s.name = $2 and s.mac = those.mac
  where until > $4::float8`;

export const deleteRow = "delete from limit_state where site = $1 and name = $2 and mac = $3";

/** Two processes that delete at once do not wait for each other, and none waits for who is taking at this moment. */
const deleteThose = `
  delete from limit_state s using those where s.site = $1 and s.name = those.name and s.mac = those.mac`;

/** Deletes at most $3 rows that are over at $2. */
export const deleteOver = `
  with those as (
    select name, mac from limit_state where site = $1 and until <= $2::float8 limit $3 for update skip locked
  ) ${deleteThose}`;

/**
 * Deletes at most $4 rows of the name $2, those beyond the $3 that were used last. Of those that were used at the same moment, those
 * that owe most stay. One that is used while this runs stays as well.
 */
export const deleteOldest = `
  with many as (
    select mac, used, until from limit_state
    where site = $1 and name = $2 order by used desc, until desc offset $3 limit $4
  ), those as (
    select s.name, s.mac from limit_state s
    join many on s.mac = many.mac and s.used = many.used and s.until = many.until
    where s.site = $1 and s.name = $2 for update of s skip locked
  ) ${deleteThose}`;
