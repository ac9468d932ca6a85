package org.aureole.emulator.spanner;

import org.aureole.kingdom.CatalogueContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerKingdomCatalogueTest extends CatalogueContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
