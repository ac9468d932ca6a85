/**
 * Event files: CSV and Parquet read through one row cursor, and written.
 *
 * <p>Columns: {@code vid} (1 to 2³¹ − 1), {@code timestamp} (RFC 3339, or microseconds since the
 * epoch; years 2000 to 2099), and the paths of template fields such as {@code person.gender} or
 * {@code video_ad.watch_duration}. Enums are names or numbers; durations are seconds, kept to the
 * millisecond; a missing column or an empty cell is an unset field. Columns without a dot that are
 * none of these are ignored.
 */
package org.aureole.pipelines.file;
