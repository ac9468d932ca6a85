package org.aureole.gcp.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that names what an object holds. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
  }
}
