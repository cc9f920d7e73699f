package no.samplan.conformance;

import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Arguments: {@code check|rate PACKAGE…}. Requests are JSON lines on standard input, answers JSON lines on standard
 * output, in the same order.
 *
 * <ul>
 *   <li>{@code check}: {@code {"id","text","profiles"}} gives {@code {"id","issues":[{"severity","rule","at","text"}]}}
 *   <li>{@code rate}: {@code {"text","profiles","milliseconds"}} gives {@code {"perSecond","errors"}}, by
 *       a second of processor time; one thread, and the caller decides what is a warm-up and how the rounds are ordered
 * </ul>
 *
 * The first line of both tells how the engine came up: {@code {"ready":milliseconds}}.
 */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    // Nothing but answers may reach standard output.
    System.setOut(System.err);
    List<Path> packages = new ArrayList<>();
    for (int index = 1; index < arguments.length; index += 1) {
      packages.add(Path.of(arguments[index]));
    }
    Engine engine = new Engine(packages);
    ready(answers, start);
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (arguments[0].equals("rate")) {
      rate(engine, requests, answers);
    } else {
      check(engine, requests, answers);
    }
    answers.flush();
  }

  private static void ready(PrintStream answers, long start) {
    answers.println(JSON.createObjectNode().put("ready", (System.nanoTime() - start) / 1_000_000));
    answers.flush();
  }

  private static void check(Engine engine, BufferedReader requests, PrintStream answers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<Future<String>> pending = new ArrayList<>();
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      JsonNode request = JSON.readTree(line);
      pending.add(threads.submit(() -> issues(engine, request)));
    }
    threads.shutdown();
    for (Future<String> answer : pending) {
      answers.println(answer.get());
    }
  }

  private static String issues(Engine engine, JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("id", request.get("id").asText());
    ArrayNode issues = answer.putArray("issues");
    try {
      for (SingleValidationMessage message : engine.validate(request.get("text").asText(), profiles(request)).getMessages()) {
        issues
            .addObject()
            .put("severity", severity(message.getSeverity()))
            .put("rule", message.getMessageId())
            .put("at", message.getLocationString())
            .put("text", message.getMessage());
      }
    } catch (RuntimeException refused) {
      // What HAPI cannot read is an exception, not an issue.
      issues.addObject().put("severity", "error").put("rule", "exception").put("at", "").put("text", String.valueOf(refused.getMessage()));
    }
    return answer.toString();
  }

  private static void rate(Engine engine, BufferedReader requests, PrintStream answers) throws IOException {
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      JsonNode request = JSON.readTree(line);
      String text = request.get("text").asText();
      List<String> profiles = profiles(request);
      long limit = request.get("milliseconds").asLong() * 1_000_000;
      long errors = 0;
      long count = 0;
      long start = processorTime();
      long elapsed;
      do {
        errors = engine.validate(text, profiles).getMessages().stream()
            .filter(message -> severity(message.getSeverity()).equals("error"))
            .count();
        count += 1;
        elapsed = processorTime() - start;
      } while (elapsed < limit);
      answers.println(JSON.createObjectNode().put("perSecond", count * 1e9 / elapsed).put("errors", errors));
      answers.flush();
    }
  }

  /** Nanoseconds of all threads of this process, as the caller counts its own. */
  private static long processorTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static List<String> profiles(JsonNode request) {
    List<String> profiles = new ArrayList<>();
    request.get("profiles").forEach(profile -> profiles.add(profile.asText()));
    return profiles;
  }

  private static String severity(ResultSeverityEnum severity) {
    return switch (severity) {
      case FATAL, ERROR -> "error";
      case WARNING -> "warning";
      case INFORMATION -> "information";
    };
  }
}
