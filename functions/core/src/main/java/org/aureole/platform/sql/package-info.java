/**
 * One party's rows: transactions, states with their history, migrations.
 *
 * <p>Every statement runs unchanged on PostgreSQL and on Spanner's PostgreSQL dialect. So:
 *
 * <ul>
 *   <li>Columns are varchar(n), text, bigint, boolean, double precision, timestamptz, bytea, text[]
 *       or bigint[]; every table has a primary key. JSON is kept in text.
 *   <li>DDL has IF [NOT] EXISTS; uniqueness is CREATE UNIQUE INDEX; a partial index has only {@code
 *       where … is not null}.
 *   <li>Names lead keys, at random or behind their parent's name; no index leads with a time or a
 *       state. What is looked up by time leads with a shard and is null when it is over.
 *   <li>ON CONFLICT names exactly the primary key; DO UPDATE sets every inserted column from {@code
 *       excluded}.
 *   <li>There is no FOR UPDATE, SKIP LOCKED, UPDATE FROM, DELETE USING, TRUNCATE, window function,
 *       LATERAL, ILIKE, interval arithmetic or now(): times come from {@link
 *       org.aureole.platform.sql.Tx#now()}, row values are compared column by column.
 *   <li>DELETE and UPDATE have a WHERE. Many rows are written by {@code insert … select … from
 *       unnest(?)}. A result without ORDER BY has no order.
 * </ul>
 */
package org.aureole.platform.sql;
