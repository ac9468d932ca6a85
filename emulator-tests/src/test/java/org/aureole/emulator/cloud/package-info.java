/**
 * A whole market as it runs on Google Cloud, on one machine: every function and every run of a job
 * is a process of its own, started as it is deployed, with the environment that Terraform gives it
 * and the permissions that Terraform grants it. Rows of the Kingdom and the Duchies are in the
 * Spanner emulator, those of data providers in PostgreSQL; messages go through the Pub/Sub
 * emulator, objects, keys and identities through servers that speak the protocols of Google's.
 */
package org.aureole.emulator.cloud;
