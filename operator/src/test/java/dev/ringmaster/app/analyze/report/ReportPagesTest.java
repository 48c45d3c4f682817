package dev.ringmaster.app.analyze.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.analyze.Reports;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPagesTest {
  private static final String NASTY = "<img src=x onerror=alert(1)>&\"'</script></td>";

  @Test
  void page_ofNastyNames_holdsThemAsTextOnly() {
    String page = HtmlReport.page(Reports.named(NASTY));

    assertThat(page).doesNotContain("<img", "</script>", "onerror=alert(1)>");
    assertThat(page).contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;");
  }

  @Test
  void page_needsNothingFromOutside() {
    String page = HtmlReport.page(Reports.healthy());

    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link");
  }

  @Test
  void page_saysFirstWhetherAllIsWell() {
    assertThat(HtmlReport.page(Reports.healthy())).contains("<h1 class=\"pass\">Nothing is wrong");
    assertThat(HtmlReport.page(Reports.named("x"))).contains("<h1 class=\"fail\">3 findings");
  }

  @Test
  void page_hasAllSectionsAndCharts() {
    String page = HtmlReport.page(Reports.healthy());

    assertThat(page).contains("A-1", "A-2", "A-3", "A-4", "How this was measured");
    assertThat(Pattern.compile("<svg ").matcher(page).results().count()).isEqualTo(8);
    assertThat(Pattern.compile("<(section|table|figure|ul)\\b").matcher(page).results().count())
        .isEqualTo(Pattern.compile("</(section|table|figure|ul)>").matcher(page).results().count());
  }

  @Test
  void json_holdsTheSameFigures_andParses() {
    JsonObject json = new JsonObject(JsonReport.text(Reports.healthy()));

    assertThat(json.getInteger("version")).isEqualTo(1);
    assertThat(json.getBoolean("passed")).isTrue();
    assertThat(json.getJsonObject("kill").getDouble("recoverySeconds")).isEqualTo(0.4);
    assertThat(json.getJsonObject("replicas").getInteger("after")).isEqualTo(3);
    JsonObject classic =
        json.getJsonArray("algorithms")
            .getJsonObject(1)
            .getJsonArray("points")
            .getJsonObject(0)
            .getJsonObject("oracle");
    assertThat(classic.getJsonArray("expected").getDouble(0)).isEqualTo(9531.0);
    assertThat(classic.getBoolean("passed")).isTrue();
  }

  @Test
  void json_ofNastyNames_parses() {
    JsonObject json = new JsonObject(JsonReport.text(Reports.named(NASTY)));

    assertThat(json.getJsonObject("kill").getString("victim")).isEqualTo(NASTY);
    assertThat(json.getJsonObject("kill").getValue("recoverySeconds")).isNull();
    assertThat(json.getBoolean("passed")).isFalse();
  }
}
