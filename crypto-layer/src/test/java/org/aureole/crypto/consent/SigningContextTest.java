package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningContextTest {
  static final Fingerprint SPEC = Fingerprint.of(new byte[] {1});
  static final SigningContext CONTEXT =
      SigningContext.addressed(
          Purpose.REQUISITION_SPEC, "measurementConsumers/a", "dataProviders/b", "m/c", SPEC);

  /** Every context that differs from {@link #CONTEXT} in one field, and two that shift a border. */
  static List<SigningContext> variants() {
    List<SigningContext> all = new ArrayList<>();
    for (Purpose purpose : Purpose.values()) {
      if (purpose.isAddressed() && purpose.isBoundToSpec() && purpose != CONTEXT.purpose()) {
        all.add(with(purpose, 1, CONTEXT.sender(), CONTEXT.recipient(), "m/c", SPEC));
      }
    }
    Purpose same = CONTEXT.purpose();
    all.add(with(same, 2, CONTEXT.sender(), CONTEXT.recipient(), "m/c", SPEC));
    all.add(with(same, 1, "measurementConsumers/x", CONTEXT.recipient(), "m/c", SPEC));
    all.add(with(same, 1, CONTEXT.sender(), "dataProviders/x", "m/c", SPEC));
    all.add(with(same, 1, CONTEXT.sender(), CONTEXT.recipient(), "m/x", SPEC));
    all.add(
        with(same, 1, CONTEXT.sender(), CONTEXT.recipient(), "m/c", Fingerprint.of(new byte[0])));
    all.add(with(same, 1, CONTEXT.sender() + "d", "ataProviders/b", "m/c", SPEC));
    all.add(with(same, 1, CONTEXT.sender(), CONTEXT.recipient() + "m", "/c", SPEC));
    return all;
  }

  private static SigningContext with(
      Purpose purpose, int version, String from, String to, String resource, Fingerprint spec) {
    return new SigningContext(purpose, version, from, to, resource, Optional.of(spec));
  }

  @Test
  void bytesAreThePublishedForm() {
    SigningContext context =
        SigningContext.published(Purpose.REQUISITION_PARAMS, "duchies/w", "c/1", SPEC);

    assertThat(HexFormat.of().formatHex(context.bytes()))
        .isEqualTo(
            "0000001d"
                + hex("aureole/v1/requisition-params")
                + "00000001"
                + "00000009"
                + hex("duchies/w")
                + "00000000"
                + "00000003"
                + hex("c/1")
                + "00000020"
                + SPEC.hex());
  }

  @Test
  void differentContextsHaveBytesOfWhichNoneIsAPrefixOfAnother() {
    List<byte[]> forms = new ArrayList<>(variants().stream().map(SigningContext::bytes).toList());
    forms.add(CONTEXT.bytes());
    forms.add(SigningContext.published(Purpose.MEASUREMENT_SPEC, "a", "b").bytes());
    forms.add(SigningContext.published(Purpose.ENCRYPTION_KEY, "a", "b").bytes());
    for (int i = 0; i < forms.size(); i++) {
      for (int j = 0; j < forms.size(); j++) {
        if (i != j) {
          byte[] one = forms.get(i);
          byte[] other = forms.get(j);
          int length = Math.min(one.length, other.length);
          assertThat(Arrays.copyOf(one, length)).isNotEqualTo(Arrays.copyOf(other, length));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void purposeDecidesWhetherRecipientAndSpecAreNamed(Purpose purpose) {
    String recipient = purpose.isAddressed() ? "" : "dataProviders/b";
    String right = purpose.isAddressed() ? "dataProviders/b" : "";
    Optional<Fingerprint> spec = purpose.isBoundToSpec() ? Optional.of(SPEC) : Optional.empty();
    Optional<Fingerprint> wrongSpec =
        purpose.isBoundToSpec() ? Optional.empty() : Optional.of(SPEC);

    assertThat(new SigningContext(purpose, 1, "a", right, "r", spec).purpose()).isEqualTo(purpose);
    assertThatThrownBy(() -> new SigningContext(purpose, 1, "a", recipient, "r", spec))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("recipient");
    assertThatThrownBy(() -> new SigningContext(purpose, 1, "a", right, "r", wrongSpec))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("spec");
  }

  @Test
  void refusesWhatCannotBeNamed() {
    assertThatThrownBy(() -> SigningContext.published(Purpose.ENCRYPTION_KEY, "", "r"))
        .hasMessageContaining("sender");
    assertThatThrownBy(() -> SigningContext.published(Purpose.ENCRYPTION_KEY, "a", ""))
        .hasMessageContaining("resource");
    assertThatThrownBy(() -> SigningContext.published(Purpose.ENCRYPTION_KEY, "a\ud800", "r"))
        .hasMessageContaining("sender");
    assertThatThrownBy(() -> SigningContext.published(Purpose.ENCRYPTION_KEY, "a\n", "r"))
        .hasMessageContaining("sender");
    assertThatThrownBy(
            () -> SigningContext.published(Purpose.ENCRYPTION_KEY, "a".repeat(1025), "r"))
        .hasMessageContaining("1024");
    assertThatThrownBy(
            () -> new SigningContext(Purpose.ENCRYPTION_KEY, 0, "a", "", "r", Optional.empty()))
        .hasMessageContaining("version");
  }

  private static String hex(String ascii) {
    return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
