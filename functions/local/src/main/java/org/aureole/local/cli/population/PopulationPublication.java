package org.aureole.local.cli.population;

import com.google.protobuf.ByteString;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.name.PopulationName;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Population;
import org.aureole.v1.PopulationSpec;

/** How a population comes to the Kingdom. */
public final class PopulationPublication {
  private PopulationPublication() {}

  /**
   * Publishes a population. The same one again changes nothing.
   *
   * @param kingdom called by the market operator or a population data provider
   * @param specification a PopulationSpec in text form
   * @throws org.aureole.model.error.DomainException SPEC_INVALID naming the place; ALREADY_EXISTS
   *     if another population has the name
   */
  public static Population publish(ApiClient kingdom, PopulationName name, String specification) {
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    PopulationSpec spec = specs.parse(specification);
    byte[] bytes = spec.toByteArray();
    return kingdom.call(
        HttpMethod.PUT,
        "/v1/" + name,
        Population.newBuilder()
            .setName(name.toString())
            .setPopulationSpec(ByteString.copyFrom(bytes))
            .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(bytes).bytes()))
            .setSize(specs.of(spec).universe().size())
            .build(),
        Population.getDefaultInstance());
  }
}
