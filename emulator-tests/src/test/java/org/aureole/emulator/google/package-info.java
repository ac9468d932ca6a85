/**
 * What stands in for Google Cloud on one machine where Google has no emulator: who service accounts
 * are and what they may do, the metadata server, IAM, Cloud Run's Admin API, and tokens on pushes
 * of the Pub/Sub emulator, which sends none. Nothing here switches a check off: every caller is
 * known by its token, and may do what it was granted.
 */
package org.aureole.emulator.google;
