package dev.ringmaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrdTest {
  private static final String WRITE =
      "mvn -pl replica,operator test -Dtest=CrdTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dringmaster.crd.write=true writes it";

  @Test
  void committedDefinition_isThatOfTheModel() {
    String made = CrdMaker.text();
    if (Boolean.getBoolean("ringmaster.crd.write")) {
      CrdFile.write(made);
    }
    assertThat(CrdFile.text().equals(made))
        .withFailMessage("crds/ is not what the model makes: " + WRITE)
        .isTrue();
    assertThat(CrdFile.copy().equals(made))
        .withFailMessage("helm/ringmaster/files/ has another one than crds/: " + WRITE)
        .isTrue();
  }
}
