package org.aureole.gcp.job;

import java.util.List;
import org.aureole.crypto.consent.Pem;
import org.aureole.crypto.kernel.NativeLibrary;
import org.aureole.gcp.party.CloudParty;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.StrictJson;
import org.aureole.platform.work.JobName;
import org.aureole.v1.Certificate;

/**
 * What the containers of a party's Cloud Run jobs run. The party's job is given the name of one of
 * its jobs; the operator's job one of the operator's commands, each of which may be repeated.
 *
 * <p>The exit code is 0 when a run was settled, whatever came of it: what failed is in the
 * database, and a sweep starts it again.
 */
public final class RunJob {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  static final String HELP =
      """
      Give one of
        KIND/RESOURCE        run that job of the party, and then what follows or is handed over
        migrate              bring the database's tables up to date, as after each new release
        join NAME            bring the tables up to date, create what keys are missing, and ask the
                             Kingdom to register the party under that display name; prints the
                             root certificate, which the other parties are handed
        publish-keys         tell the Kingdom of the keys, once it has approved the party
        rotate-keys          replace signing and encryption key, and tell the Kingdom
        revoke ID REASON     revoke one of the party's certificates for ever, by its id or its whole
                             name; pending Measurements that rest on it fail, and everybody in the
                             market can read the reason. After the current one: rotate-keys
        redrive              have every dead letter delivered once more
        check                say which Java and which kernels run here; needs no deployment
        help                 say this\
      """;

  private RunJob() {}

  /** Runs, and ends the process. */
  public static void main(String[] arguments) {
    if (List.of(arguments).equals(List.of("check"))) {
      System.out.println(check());
      System.exit(0);
    }
    if (List.of(arguments).equals(List.of("help"))) {
      System.out.println(HELP);
      System.exit(0);
    }
    int code;
    try (CloudParty party = CloudParty.ofThisProcess()) {
      code = run(party, List.of(arguments));
    } catch (DomainException e) {
      System.err.println(e.code() + ": " + e.getMessage());
      code = FAILED;
    }
    // Client libraries leave threads that would keep the container, and its price, alive.
    System.exit(code);
  }

  static String check() {
    return "Java "
        + System.getProperty("java.version")
        + " on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", kernels: "
        + NativeLibrary.problem().map(problem -> "Java, because " + problem).orElse("native");
  }

  static int run(CloudParty party, List<String> arguments) {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    boolean named = arguments.size() == 2 && !arguments.get(1).isBlank();
    if (arguments.size() == 1 && command.contains("/")) {
      party.run(JobName.parse(command));
    } else if (arguments.size() == 1 && command.equals("migrate")) {
      party.migrate();
    } else if (named && command.equals("join")) {
      party.migrate();
      String root = Pem.of(party.createKeys(arguments.get(1)));
      party.register(arguments.get(1));
      System.out.println(root);
    } else if (arguments.size() == 1 && command.equals("publish-keys")) {
      System.out.println(StrictJson.print(party.publishKeys()));
    } else if (arguments.size() == 1 && command.equals("rotate-keys")) {
      System.out.println(StrictJson.print(party.rotateKeys()));
    } else if (arguments.size() >= 3 && command.equals("revoke")) {
      // gcloud takes commas for the ends of arguments, also those of the reason.
      Certificate revoked =
          party.revoke(arguments.get(1), String.join(",", arguments.subList(2, arguments.size())));
      System.out.println(revoked.getName() + " is " + revoked.getState());
    } else if (arguments.size() == 1 && command.equals("redrive")) {
      party
          .redrive()
          .forEach((topic, letters) -> System.out.println(topic + ": " + letters + " letters"));
    } else {
      System.err.println(HELP);
      return USAGE;
    }
    return 0;
  }
}
