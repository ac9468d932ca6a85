package org.aureole.kingdom.party;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.platform.http.PeerUrl;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.NoiseMechanism;

/** Checks what parties say that they can do. Each throws INVALID_ARGUMENT at the field. */
public final class CapabilityChecks {
  private static final int MAX_URL_LENGTH = 500;

  private CapabilityChecks() {}

  static void check(FieldPath path, DataProviderCapabilities capabilities) {
    List<NoiseMechanism> noise = capabilities.getNoiseMechanismsList();
    FieldPath noisePath = path.field("noiseMechanisms");
    switch (capabilities.getKind()) {
      case EVENT_DATA_PROVIDER -> {
        if (noise.isEmpty()) {
          throw noisePath.invalid("is missing; name DISCRETE_GAUSSIAN, NONE or both");
        }
      }
      case POPULATION_DATA_PROVIDER -> {
        requireDirect(
            path.field("honestMajorityShareShuffle"), capabilities.getHonestMajorityShareShuffle());
        requireDirect(path.field("liquidLegionsV2"), capabilities.getLiquidLegionsV2());
      }
      default ->
          throw path.field("kind")
              .invalid("must be EVENT_DATA_PROVIDER or POPULATION_DATA_PROVIDER");
    }
    Set<NoiseMechanism> seen = new HashSet<>();
    for (int i = 0; i < noise.size(); i++) {
      if (noise.get(i) != NoiseMechanism.NONE && noise.get(i) != NoiseMechanism.DISCRETE_GAUSSIAN) {
        throw noisePath.at(i).invalid("must be DISCRETE_GAUSSIAN or NONE");
      }
      if (!seen.add(noise.get(i))) {
        throw noisePath.at(i).invalid(noise.get(i) + " is given twice");
      }
    }
  }

  private static void requireDirect(FieldPath path, boolean declared) {
    if (declared) {
      throw path.invalid("a population data provider answers directly; leave it out");
    }
  }

  static void check(FieldPath path, DuchyCapabilities capabilities) {
    checkRoles(path.field("shareShuffleRoles"), capabilities.getShareShuffleRolesList());
    checkRoles(path.field("liquidLegionsRoles"), capabilities.getLiquidLegionsRolesList());
    checkUrl(path.field("apiUrl"), capabilities.getApiUrl());
  }

  private static void checkRoles(FieldPath path, List<DuchyCapabilities.Role> roles) {
    Set<DuchyCapabilities.Role> seen = new HashSet<>();
    for (int i = 0; i < roles.size(); i++) {
      DuchyCapabilities.Role role = roles.get(i);
      if (role != DuchyCapabilities.Role.AGGREGATOR && role != DuchyCapabilities.Role.WORKER) {
        throw path.at(i).invalid("must be AGGREGATOR or WORKER");
      }
      if (!seen.add(role)) {
        throw path.at(i).invalid(role + " is given twice");
      }
    }
  }

  /** A base URL, as {@link PeerUrl} says. */
  public static void checkUrl(FieldPath path, String text) {
    Checks.requiredText(path, text, MAX_URL_LENGTH);
    try {
      PeerUrl.base(text);
    } catch (IllegalArgumentException e) {
      throw path.invalid(
          e.getMessage()
              + "; it must be a base URL such as https://duchy.example.org, without user, query and"
              + " fragment");
    }
  }
}
