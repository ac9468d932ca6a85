package org.aureole.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import org.aureole.platform.http.ReplyBody;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Authenticator;

/** The arrows of the house: who may know whom, and where each SDK lives. */
@AnalyzeClasses(packages = "org.aureole", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String MODEL = "org.aureole.model..";
  private static final String CONTRACT = "org.aureole.v1..";
  private static final String CRYPTO = "org.aureole.crypto..";
  private static final String PLATFORM = "org.aureole.platform..";
  private static final String PIPELINES = "org.aureole.pipelines..";
  private static final String GCP = "org.aureole.gcp..";
  private static final String LOCAL = "org.aureole.local..";
  private static final String[] PARTIES = {
    "org.aureole.kingdom..", "org.aureole.duchy..", "org.aureole.edp..", "org.aureole.consumer.."
  };

  @ArchTest
  static final ArchRule theModelKnowsNobody =
      noClasses()
          .that()
          .resideInAnyPackage(MODEL, CONTRACT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              CRYPTO,
              PLATFORM,
              PIPELINES,
              GCP,
              LOCAL,
              PARTIES[0],
              PARTIES[1],
              PARTIES[2],
              PARTIES[3]);

  @ArchTest
  static final ArchRule mathematicsKnowsNoInputAndNoOutput =
      noClasses()
          .that()
          .resideInAPackage(CRYPTO)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              PLATFORM,
              PIPELINES,
              GCP,
              LOCAL,
              PARTIES[0],
              PARTIES[1],
              PARTIES[2],
              PARTIES[3],
              "java.sql..",
              "java.net..",
              "com.google.cloud..");

  /** A native library must lie in a file to be loaded. */
  @ArchTest
  static final ArchRule mathematicsKnowsNoFilesButThatOfItsKernels =
      noClasses()
          .that()
          .resideInAPackage(CRYPTO)
          .and()
          .resideOutsideOfPackage("org.aureole.crypto.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.nio.file..");

  @ArchTest
  static final ArchRule thePlatformKnowsNoParty =
      noClasses()
          .that()
          .resideInAPackage(PLATFORM)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              PARTIES[0], PARTIES[1], PARTIES[2], PARTIES[3], PIPELINES, GCP, LOCAL);

  @ArchTest
  static final ArchRule partiesMeetOnlyOverTheWire =
      slices()
          .matching("org.aureole.(kingdom|duchy|edp|consumer)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule useCasesKnowNoAdapter =
      noClasses()
          .that()
          .resideInAnyPackage(PARTIES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PIPELINES, GCP, LOCAL);

  @ArchTest
  static final ArchRule adaptersKnowNotEachOther =
      slices().matching("org.aureole.(gcp|aws|local)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule cloudSdksLiveInTheirAdapters =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              GCP,
              "org.aureole.platform.function..",
              "org.aureole.local.function..",
              "org.aureole.local.issuer..",
              "org.aureole.local.blob..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.cloud..");

  @ArchTest
  static final ArchRule fileFormatsLiveInPipelines =
      noClasses()
          .that()
          .resideOutsideOfPackage(PIPELINES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "de.siegmar..", "org.apache.parquet..", "blue.strategic..", "dev.cel..");

  @ArchTest
  static final ArchRule histogramsLiveInTheLoadStudies =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.aureole.local.load..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.HdrHistogram..");

  @ArchTest
  static final ArchRule curvesAndCertificatesLiveInConsent =
      noClasses()
          .that()
          .resideOutsideOfPackage(CRYPTO)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule sqlIsWrittenThroughThePlatform =
      noClasses()
          .that()
          .resideInAnyPackage(PARTIES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.jdbi..", "com.zaxxer..");

  @ArchTest
  static final ArchRule namesAreTheFieldsOwn =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Utils");

  @ArchTest
  static final ArchRule onlyTheCommandLineSpeaksToTheTerminal =
      noClasses()
          .that()
          .resideInAnyPackage(PARTIES)
          .or()
          .resideInAnyPackage(PLATFORM, CRYPTO, MODEL)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  /** What makes objects of whatever a text or a stream names, or reads what it points to. */
  @ArchTest
  static final ArchRule nothingIsMadeOfWhatABodyNames =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.beans..",
              "javax.xml..",
              "org.xml..",
              "org.yaml..",
              "javax.script..",
              "javax.naming..",
              "java.rmi..");

  @ArchTest
  static final ArchRule everyServerThatOthersReachLimitsItsCallers =
      noClasses()
          .should()
          .callConstructor(Router.class, List.class, Authenticator.class, InstantSource.class);

  @ArchTest
  static final ArchRule whatOthersAnswerIsBounded =
      classes()
          .that()
          .resideInAnyPackage(PARTIES)
          .or()
          .resideInAPackage(PLATFORM)
          .and(callHttpClients())
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ReplyBody.class);

  private static DescribedPredicate<JavaClass> callHttpClients() {
    return DescribedPredicate.describe(
        "call HTTP clients",
        each ->
            each.getMethodCallsFromSelf().stream()
                .anyMatch(call ->
                    call.getTargetOwner().isAssignableTo(HttpClient.class)
                        && call.getName().startsWith("send")));
  }

  @ArchTest
  static final ArchRule theAdaptersOfTheCloudsAreTheirs =
      noClasses()
          .that()
          .resideOutsideOfPackage(GCP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.cloud.spanner..");
}
