package org.aureole.crypto.curve;

/**
 * A public point of the curve with tables for the multiplication of it. Serves the kernel that
 * prepared it and no other. Immutable and thread-safe.
 */
public interface PreparedPoint {
  /** The point, compressed, 33 bytes; a copy. */
  byte[] point();
}
