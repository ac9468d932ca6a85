package org.aureole.crypto.kernel;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs test classes against the native library that is first on the class path; scripts/sanitize
 * puts one there that was built with sanitizers.
 */
public final class SanitizedTests {
  private SanitizedTests() {}

  /** Takes the names of the classes; ends with 1 if a test failed or the library does not load. */
  public static void main(String[] classes) {
    if (!NativeLibrary.isLoaded()) {
      System.err.println("the native kernels do not load: " + NativeLibrary.problem().orElse(""));
      System.exit(1);
    }
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classes).map(DiscoverySelectors::selectClass).toList())
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    summary.getSummary().printFailuresTo(new PrintWriter(System.err, true));
    long failed = summary.getSummary().getTotalFailureCount();
    System.out.println(
        summary.getSummary().getTestsSucceededCount()
            + " tests behind JNI, "
            + failed
            + " failures"
            + (NativeLibrary.hasCurve() ? ", with P-256" : ", without P-256"));
    System.exit(failed == 0 && summary.getSummary().getTestsSucceededCount() > 0 ? 0 : 1);
  }
}
