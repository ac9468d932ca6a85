package org.aureole.kingdom.measurement;

import java.time.Duration;

/** The bounds of what one Measurement may ask for. */
final class SpecLimits {
  /** Data providers of one Measurement. */
  static final int DATA_PROVIDERS = 200;

  /** The last frequency bucket. */
  static final int MAXIMUM_FREQUENCY = 1000;

  /** Impressions of one person that count. */
  static final int FREQUENCY_PER_USER = 1_000_000;

  /** Watching of one person that counts. */
  static final Duration WATCH_DURATION_PER_USER = Duration.ofDays(365);

  /** How far ahead a Measurement may expire. */
  static final Duration LIFETIME = Duration.ofDays(90);

  /** One sealed specification of a requisition. */
  static final int REQUISITION_SPEC_BYTES = 128 * 1024;

  private SpecLimits() {}
}
