package org.aureole.crypto.consent;

/**
 * What a signature or a sealed message is for. A signature made for one purpose never verifies for
 * another.
 *
 * <p>Ids are part of the contract between parties: a purpose is added, never renamed.
 */
public enum Purpose {
  /** A party publishes its long-term encryption key, to everyone. */
  ENCRYPTION_KEY("encryption-key", false, false),
  /**
   * A measurement consumer signs the specification of a measurement, for everyone who takes part.
   */
  MEASUREMENT_SPEC("measurement-spec", false, false),
  /** A measurement consumer tells one data provider what to measure, and its nonce. */
  REQUISITION_SPEC("requisition-spec", true, true),
  /** A duchy publishes its per-computation public key and its commitment to a seed share. */
  REQUISITION_PARAMS("requisition-params", false, true),
  /** A data provider hands one worker the seed of its share, by way of the other worker. */
  SHARE_SEED("share-seed", true, true),
  /** A worker opens to another worker its part of the workers' common seed. */
  SEED_SHARE("seed-share", true, true),
  /** A sender lists the objects that it handed over, with sizes and digests. */
  MANIFEST("manifest", true, true),
  /** The aggregator's result of a computation, for the measurement consumer. */
  RESULT("result", true, true),
  /** One data provider's own result, for the measurement consumer. */
  DIRECT_RESULT("direct-result", true, true);

  private final String id;
  private final boolean addressed;
  private final boolean boundToSpec;

  Purpose(String id, boolean addressed, boolean boundToSpec) {
    this.id = id;
    this.addressed = addressed;
    this.boundToSpec = boundToSpec;
  }

  /** The stable name on the wire: lower case ASCII letters and hyphens. */
  public String id() {
    return id;
  }

  /** Whether it is meant for one recipient, who is then named; otherwise it is for everyone. */
  public boolean isAddressed() {
    return addressed;
  }

  /**
   * Whether it belongs to one signed measurement specification, whose fingerprint is then named.
   */
  public boolean isBoundToSpec() {
    return boundToSpec;
  }
}
