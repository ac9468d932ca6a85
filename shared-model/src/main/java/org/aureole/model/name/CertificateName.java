package org.aureole.model.name;

import org.aureole.model.error.DomainException;

/** Name of a certificate of a party. Written {@code {party}/certificates/{id}}. */
public record CertificateName(PartyName owner, String certificate) implements ResourceName {
  private static final String COLLECTION = "/certificates/";

  public CertificateName {
    NamePattern.checkId(certificate);
  }

  /** The name written as {@code text}; INVALID_ARGUMENT if it is of another form. */
  public static CertificateName parse(String text) {
    int at = text.indexOf(COLLECTION);
    if (at < 0) {
      throw DomainException.invalid("name", "a certificate is named {party}/certificates/{id}");
    }
    return new CertificateName(
        PartyName.parse(text.substring(0, at)), text.substring(at + COLLECTION.length()));
  }

  @Override
  public String toString() {
    return owner + COLLECTION + certificate;
  }
}
