/**
 * From files in the data provider's bucket to event groups and availability at the Kingdom: a file
 * is dropped, its storage event says to look, a job reads it, another publishes what all files
 * hold.
 */
package org.aureole.edp.eventgroup;
