package org.aureole.crypto.consent;

import java.util.Objects;
import java.util.Optional;
import org.aureole.model.error.DomainException;

/**
 * Where a signature or a sealed message belongs. Its {@link #bytes() canonical bytes} precede what
 * is signed and are the HPKE info of what is sealed, so nothing made for one context passes in
 * another that differs in any field. The verifier builds the context from what it knows and
 * expects, never from the message.
 *
 * @param purpose what it is for
 * @param version the version of the payload's format, at least 1
 * @param sender the resource name of the party that signs or seals; never empty
 * @param recipient the resource name of the party that it is for; empty exactly if the purpose is
 *     not {@linkplain Purpose#isAddressed() addressed}
 * @param resource the resource name of what it is about; never empty
 * @param spec the fingerprint of the exact bytes of the signed measurement specification; present
 *     exactly if the purpose is {@linkplain Purpose#isBoundToSpec() bound to one}
 */
public record SigningContext(
    Purpose purpose,
    int version,
    String sender,
    String recipient,
    String resource,
    Optional<Fingerprint> spec) {

  private static final String DOMAIN = "aureole/v1/";
  private static final int MAX_NAME_LENGTH = 1024;

  /** Checks what the parameters promise, and that names have at most 1024 characters. */
  public SigningContext {
    Objects.requireNonNull(purpose);
    Objects.requireNonNull(spec);
    if (version < 1) {
      throw DomainException.invalid("version", "is " + version + "; versions start at 1");
    }
    checkName("sender", sender, true);
    checkName("recipient", recipient, purpose.isAddressed());
    checkName("resource", resource, true);
    if (spec.isPresent() != purpose.isBoundToSpec()) {
      throw DomainException.invalid(
          "spec",
          purpose.isBoundToSpec()
              ? purpose.id() + " needs the fingerprint of the measurement specification"
              : purpose.id() + " belongs to no measurement specification");
    }
  }

  /** The first version of something for everyone that belongs to no specification. */
  public static SigningContext published(Purpose purpose, String sender, String resource) {
    return new SigningContext(purpose, 1, sender, "", resource, Optional.empty());
  }

  /** The first version of something for everyone who takes part in one specification. */
  public static SigningContext published(
      Purpose purpose, String sender, String resource, Fingerprint spec) {
    return new SigningContext(purpose, 1, sender, "", resource, Optional.of(spec));
  }

  /** The first version of something for one recipient. */
  public static SigningContext addressed(
      Purpose purpose, String sender, String recipient, String resource, Fingerprint spec) {
    return new SigningContext(purpose, 1, sender, recipient, resource, Optional.of(spec));
  }

  /**
   * The canonical form: {@code aureole/v1/<purpose id>}, version, sender, recipient, resource and
   * spec fingerprint (no bytes if absent). Version is four bytes, every other field is preceded by
   * its length in four bytes, big endian; text is UTF-8. No context's form is a prefix of
   * another's.
   */
  public byte[] bytes() {
    return new CanonicalBytes()
        .field(DOMAIN + purpose.id())
        .number(version)
        .field(sender)
        .field(recipient)
        .field(resource)
        .field(spec.map(Fingerprint::bytes).orElse(new byte[0]))
        .toByteArray();
  }

  private static void checkName(String field, String name, boolean required) {
    if (name.isEmpty() == required) {
      throw DomainException.invalid(
          field, required ? "must not be empty" : "must be empty: this purpose is for everyone");
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw DomainException.invalid(
          field, "has " + name.length() + " characters; at most " + MAX_NAME_LENGTH);
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < 0x20 || Character.isSurrogate(name.charAt(i))) {
        throw DomainException.invalid(field, "holds a character that no resource name has");
      }
    }
  }
}
