/**
 * Consent: who signed what for whom, and who may read it.
 *
 * <p>Pure functions on bytes. Certificates chain to roots that the verifying party approved itself
 * ({@link org.aureole.crypto.consent.TrustStore}); every signature and every sealed message is
 * bound to a {@link org.aureole.crypto.consent.SigningContext}, so none can be replayed elsewhere.
 */
package org.aureole.crypto.consent;
