package dev.ringmaster.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTest {
  @Test
  void healthyReport_passes_andSaysWhy() {
    Report report = Reports.healthy();
    assertThat(report.passes()).isTrue();
    assertThat(report.verdicts())
        .extracting(Verdict::title)
        .containsExactly(
            "Load",
            "Classic counts",
            "Endpoints",
            "Requests lost",
            "Recovery",
            "Evenness",
            "Put back");
    assertThat(text(report, "Recovery")).contains("0.400 s", "0.744 s");
    assertThat(text(report, "Requests lost")).contains("0 of 10,000", "2 POSTs were cut");
    assertThat(text(report, "Classic counts")).contains("all 20 counts");
  }

  @Test
  void lostRequest_fails_andComesFirst() {
    Report report =
        Reports.with(
            Reports.checks(true), Reports.kill("s1", 1, Optional.of(Duration.ofMillis(1))));
    assertThat(report.passes()).isFalse();
    assertThat(report.verdicts().getFirst().title()).isEqualTo("Requests lost");
    assertThat(text(report, "Requests lost")).contains("1 of 10,000", "502 Bad Gateway");
  }

  @Test
  void recoveryThatNeverCame_fails() {
    Report report = Reports.with(Reports.checks(true), Reports.kill("s1", 0, Optional.empty()));
    assertThat(outcome(report, "Recovery")).isEqualTo(Verdict.Outcome.FAIL);
  }

  @ParameterizedTest
  @CsvSource({"744, PASS", "745, NOTE"})
  void recovery_isHeldAgainstTheFamilys(long millis, Verdict.Outcome outcome) {
    Report report =
        Reports.with(
            Reports.checks(true), Reports.kill("s1", 0, Optional.of(Duration.ofMillis(millis))));
    assertThat(outcome(report, "Recovery")).isEqualTo(outcome);
    assertThat(report.passes()).isTrue();
  }

  @Test
  void skippedKill_isNoFailure_andSaysWhy() {
    Report report = Reports.with(Reports.checks(true), new Kill.Skipped("no admin API"));
    assertThat(report.passes()).isTrue();
    assertThat(text(report, "Kill skipped")).isEqualTo("no admin API");
  }

  @Test
  void endpointThatIsWrong_fails_andIsNamed() {
    Report report = Reports.with(Reports.checks(false), new Kill.Skipped("no"));
    assertThat(outcome(report, "Endpoints")).isEqualTo(Verdict.Outcome.FAIL);
    assertThat(text(report, "Endpoints")).contains("1 of 2", "GET /home").doesNotContain("/rep");
    assertThat(outcome(Reports.with(List.of(), new Kill.Skipped("no")), "Endpoints"))
        .isEqualTo(Verdict.Outcome.FAIL);
  }

  @Test
  void classicCountsOutside_fail_andAreNamed() {
    Report report = withAlgorithms(Reports.healthy(), List.of(Reports.classic(100)));
    assertThat(outcome(report, "Classic counts")).isEqualTo(Verdict.Outcome.FAIL);
    assertThat(text(report, "Classic counts")).contains("Classic, linear at N = 2: z = 4.7");
    assertThat(report.passes()).isFalse();
  }

  @Test
  void classicCountsThatWereNeverChecked_fail() {
    Report report = withAlgorithms(Reports.healthy(), List.of(Reports.sweep("Ring", "s1")));
    assertThat(outcome(report, "Classic counts")).isEqualTo(Verdict.Outcome.FAIL);
  }

  @Test
  void failedRequests_fail_withTheFirstReason() {
    Measurement point = Reports.sweep("target", "s1").at(3);
    Measurement broken =
        Measurement.of(point.spread(), 3, 2, List.of("reset", "late"), point.elapsed());
    Report healthy = Reports.healthy();
    Report report =
        new Report(
            healthy.setting(),
            new Sweep("target", "key", List.of(broken)),
            healthy.endpoints(),
            healthy.kill(),
            healthy.algorithms(),
            healthy.restored());
    assertThat(outcome(report, "Load")).isEqualTo(Verdict.Outcome.FAIL);
    assertThat(text(report, "Load")).contains("2 of", "failed: reset");
  }

  @Test
  void busyMachine_isSaid() {
    Report healthy = Reports.healthy();
    Setting idle = healthy.setting();
    Setting busy =
        new Setting(idle.target(), 1, 1, 1, idle.date(), idle.cores(), idle.jdk(), idle.os(), 2.5);
    Report report =
        new Report(
            busy,
            healthy.target(),
            healthy.endpoints(),
            healthy.kill(),
            healthy.algorithms(),
            healthy.restored());
    assertThat(text(report, "Busy machine")).contains("2.5 on 2 cores");
    assertThat(report.passes()).isTrue();
  }

  @Test
  void replicasNotPutBack_fail() {
    Report healthy = Reports.healthy();
    Report report =
        new Report(
            healthy.setting(),
            healthy.target(),
            healthy.endpoints(),
            healthy.kill(),
            healthy.algorithms(),
            Optional.of(new Report.Restored(3, 4)));
    assertThat(text(report, "Put back")).isEqualTo("N was 3 and is 4 now");
    assertThat(report.passes()).isFalse();
  }

  private static Report withAlgorithms(Report report, List<Sweep> sweeps) {
    return new Report(
        report.setting(),
        report.target(),
        report.endpoints(),
        report.kill(),
        sweeps,
        report.restored());
  }

  private static Verdict.Outcome outcome(Report report, String title) {
    return verdict(report, title).outcome();
  }

  private static String text(Report report, String title) {
    return verdict(report, title).text();
  }

  private static Verdict verdict(Report report, String title) {
    return report.verdicts().stream()
        .filter(verdict -> verdict.title().equals(title))
        .findFirst()
        .orElseThrow();
  }
}
