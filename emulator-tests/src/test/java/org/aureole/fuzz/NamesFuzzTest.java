package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.kingdom.store.Page;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.ParticipantName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.blob.BlobNames;
import org.aureole.platform.handover.InboxFolder;
import org.junit.jupiter.api.Tag;

/**
 * Names that others make up: of objects in a bucket or an inbox, of resources, of digests, and page
 * tokens. What is taken as a name is written exactly so again, and leads nowhere else.
 */
@Tag("fuzz")
class NamesFuzzTest {
  static final String SCOPE = "dataProviders";
  private static final Path BUCKET = Path.of("/bucket");
  private static final List<Function<String, ?>> RESOURCES =
      List.of(
          PartyName::parse,
          CertificateName::parse,
          MeasurementName::parse,
          RequisitionName::parse,
          EventGroupName::parse,
          ComputationName::parse,
          ParticipantName::parse,
          PopulationName::parse);

  @FuzzTest
  @DictionaryFile(resourcePath = "names.dict")
  void fuzz(byte[] input) {
    String name = new String(input, StandardCharsets.UTF_8);
    for (Function<String, ?> resource : RESOURCES) {
      Hostile.handed(input, () -> resource.apply(name))
          .ifPresent(parsed -> assertThat(parsed.toString()).isEqualTo(name));
    }
    Hostile.handed(input, () -> BlobNames.check(name)).ifPresent(NamesFuzzTest::checkObject);
    InboxFolder.parse(name)
        .ifPresent(found -> {
          assertThat(found.folder().object(found.object())).isEqualTo(name);
          assertThat(BlobNames.isValid(name)).isTrue();
        });
    Hostile.handed(input, () -> Fingerprint.fromHex(name))
        .ifPresent(digest -> assertThat(name.replace(":", "")).isEqualToIgnoringCase(digest.hex()));
    Hostile.handed(input, () -> Page.of(1, Optional.of(name), SCOPE))
        .ifPresent(page -> checkPage(page.after().orElseThrow()));
    // A place in the list of which the attacker knows everything.
    token(Instant.EPOCH, name);
  }

  private static void checkObject(String name) {
    Path path = BUCKET.resolve(name);
    assertThat(path.normalize()).isEqualTo(path).isNotEqualTo(BUCKET);
    assertThat(path.startsWith(BUCKET)).as("%s lies in the bucket", path).isTrue();
  }

  private static void checkPage(Page.Cursor cursor) {
    assertThat(cursor.name().chars()).noneMatch(Character::isISOControl);
    assertThat(Page.of(1, Optional.of(token(cursor.at(), cursor.name())), SCOPE).after())
        .contains(cursor);
  }

  /** The token that the Kingdom would give out for a place. */
  static String token(Instant at, String name) {
    return new Page(1, Optional.empty(), SCOPE)
        .slice(List.of(name, "more"), entry -> new Page.Cursor(at, entry))
        .nextToken();
  }
}
