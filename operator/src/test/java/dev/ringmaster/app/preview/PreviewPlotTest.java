package dev.ringmaster.app.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.chart.Chart;
import dev.ringmaster.chart.Series;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.preview.Preview;
import dev.ringmaster.preview.WhatIf;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecReader;
import dev.ringmaster.spec.SpecResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewPlotTest {

  @Test
  void chart_hasTheSharesInPercentByOrdinal() {
    Chart chart = PreviewPlot.chart("default/web", preview(Map.of("remove", List.of(0))));
    assertThat(chart.kind()).isEqualTo(Chart.Kind.BARS);
    assertThat(chart.title()).startsWith("default/web: 33.3").endsWith("% of keys move");
    assertThat(chart.categories()).containsExactly("0", "1", "2");
    assertThat(chart.series()).extracting(Series::name).containsExactly("before", "after");
    List<Double> before = chart.series().get(0).values();
    List<Double> after = chart.series().get(1).values();
    assertThat(before).allSatisfy(share -> assertThat(share).isCloseTo(33.33, within(0.01)));
    assertThat(after.get(0)).isZero();
    assertThat(after.get(1) + after.get(2)).isCloseTo(100, within(1e-9));
  }

  @Test
  void chart_ofANewcomer_hasNothingBefore() {
    Chart chart = PreviewPlot.chart("default/web", preview(Map.of("replicas", 4)));
    assertThat(chart.categories()).containsExactly("0", "1", "2", "3");
    assertThat(chart.series().get(0).values().get(3)).isZero();
    assertThat(chart.series().get(1).values().get(3)).isCloseTo(25, within(0.01));
  }

  @Test
  void check_ofAnEnding_isWithoutCase() {
    assertThatCode(() -> PreviewPlot.check(Path.of("a.SVG"))).doesNotThrowAnyException();
    assertThatCode(() -> PreviewPlot.check(Path.of("a.b.png"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> PreviewPlot.check(Path.of("svg")))
        .hasMessage("--plot: got svg, expected a file that ends in .svg or .png");
  }

  private static Preview preview(Map<String, Object> change) {
    Placement now = Placement.of(model());
    return Preview.of(now, ((WhatIf.Changed) WhatIf.read(now, change)).placement());
  }

  private static LoadBalancerModel model() {
    Map<String, Object> spec =
        Map.of(
            "replicas", 3,
            "template", Map.of("command", List.of("run")),
            "routing", Map.of("algorithm", "Maglev"));
    SpecResult read =
        SpecReader.read(
            Map.of(
                "apiVersion",
                "ringmaster.dev/v1alpha1",
                "kind",
                "LoadBalancer",
                "metadata",
                Map.of("name", "web"),
                "spec",
                spec));
    return ((SpecResult.Valid) read).model();
  }
}
