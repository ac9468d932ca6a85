package org.aureole.local.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What costs are reckoned for is what Terraform deploys by default. */
class DeployedSizesTest {
  private static final Path INFRA = Path.of("..", "..", "infra");

  private static String found(String file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(INFRA.resolve(file)));
    assertThat(matcher.find()).as(pattern + " in " + file).isTrue();
    return matcher.group(1);
  }

  private static String variable(String name) {
    return "variable \"" + name + "\" \\{[^}]*default *= \"([^\"]+)\"";
  }

  @Test
  void functionsAreOfThatSize() throws IOException {
    Usage.Machine function = Usage.usual().deployment().function();
    String module = "modules/gcp-function/main.tf";
    assertThat(found(module, "available_cpu *= \"([0-9.]+)\""))
        .isEqualTo(String.format("%.0f", function.processors()));
    assertThat(found(module, variable("memory")))
        .isEqualTo(String.format("%.0fGi", function.gib()));
  }

  @Test
  void jobsAreOfThatSize() throws IOException {
    Usage.Machine job = Usage.usual().deployment().job();
    for (String party : new String[] {"duchy", "edp"}) {
      String root = "gcp/" + party + "/variables.tf";
      assertThat(found(root, variable("job_cpu")))
          .isEqualTo(String.format("%.0f", job.processors()));
      assertThat(found(root, variable("job_memory"))).isEqualTo(String.format("%.0fGi", job.gib()));
    }
  }

  @Test
  void sweepsComeThatOften() throws IOException {
    assertThat(found("modules/gcp-schedule/main.tf", variable("cron")))
        .isEqualTo("*/" + Usage.usual().deployment().sweepMinutes() + " * * * *");
  }

  @Test
  void databasesAreOfThatKind() throws IOException {
    String tier = found("gcp/edp/variables.tf", variable("database_tier"));
    assertThat(Prices.usual().databaseMonth()).containsKeys("spanner", tier);
    assertThat(found("gcp/edp/variables.tf", variable("database_engine"))).isEqualTo("postgresql");
    for (String root : new String[] {"gcp/kingdom/variables.tf", "gcp/duchy/variables.tf"}) {
      assertThat(found(root, variable("database_engine"))).isEqualTo("spanner");
      assertThat(found(root, "variable \"database_processing_units\" \\{[^}]*default *= ([0-9]+)"))
          .isEqualTo("100");
    }
  }
}
