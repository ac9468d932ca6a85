package org.aureole.local.cli.provider;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.BudgetDay;
import org.aureole.v1.BudgetReport;
import org.aureole.v1.DifferentialPrivacyParams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = {
      "Show, for each measurement consumer and day of events, how much of the budget is used where"
          + " most of it is: in the population cell and VID bucket that were asked about most.",
      "Days in a row of which the same is used are one line."
    },
    footer = {"", "Example:", "  aureole budget show --as edp1"})
final class ShowBudget implements Callable<Integer> {
  private static final int PAGE = 500;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    BudgetReport report = report(session.operated(identity.dataProvider(session.config())));
    Output output = options.output();
    if (output.isJson()) {
      output.json(report);
      return 0;
    }
    DifferentialPrivacyParams budget = report.getPrivacyBudget();
    output.say(
        "Budget for each person, day and consumer: epsilon "
            + budget.getEpsilon()
            + ", delta "
            + budget.getDelta());
    Table table =
        new Table()
            .text("CONSUMER")
            .text("DAYS")
            .number("DELTA USED")
            .number("OF BUDGET")
            .text("MOST USED CELL")
            .number("VID BUCKET");
    for (BudgetRun run : BudgetRun.of(report.getDaysList())) {
      BudgetDay day = run.first();
      table.row(
          Labels.id(day.getMeasurementConsumer()),
          run.days(),
          String.format(Locale.ROOT, "%.2e", day.getUsedDelta()),
          String.format(Locale.ROOT, "%.1f %%", 100 * day.getUsedDelta() / budget.getDelta()),
          day.getCell(),
          "" + day.getVidBucket());
    }
    if (table.isEmpty()) {
      output.say("Nothing is used yet.");
    } else {
      output.say("");
      output.table(table);
    }
    return 0;
  }

  private static BudgetReport report(ApiClient provider) {
    BudgetReport.Builder all = BudgetReport.newBuilder();
    String token = "";
    do {
      BudgetReport page =
          provider.call(
              HttpMethod.GET,
              "/v1/budget?"
                  + ApiClient.query("pageSize", "" + PAGE)
                  + (token.isEmpty() ? "" : "&" + ApiClient.query("pageToken", token)),
              BudgetReport.getDefaultInstance());
      all.setPrivacyBudget(page.getPrivacyBudget()).addAllDays(page.getDaysList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all.build();
  }
}
