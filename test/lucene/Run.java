/*
 * Runs queries on Apache Lucene 8.7 as Elasticsearch would. Reads requests, one JSON object a line, and answers each with one line:
 *   {"columns": {name: kind}, "documents": [{"id", "values": {name: [value]}}], "lookups": {"index/id/path": [text]}, "nowMs": number,
 *    "queries": [{"dsl": object} | {"text": string}]}          -> {"answers": [{"ids": [id]} | {"error": string}]}
 *   {"patterns": [string], "statesMax": number}                -> {"answers": [{"states": number} | {"error": string}]}
 * A column whose name ends with `*` is all that begin so. Kinds: keyword, wildcard, text, number, boolean, ip, time (milliseconds). What Elasticsearch refuses is an error here: unknown columns, patterns on
 * numbers, regular expressions of more than 1,000 characters, more than 1,024 clauses.
 */
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.MinimizationOperations;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.RegExp;

public class Run {
  static final int STATES_MAX = 10_000;
  static final int REGEX_LENGTH_MAX = 1_000;
  static final String NAMES = "_field_names";

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    Gson gson = new GsonBuilder().disableHtmlEscaping().create();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject request = JsonParser.parseString(line).getAsJsonObject();
      JsonObject answer = new JsonObject();
      answer.add("answers", request.has("patterns") ? patterns(request) : new Index(request).answers());
      out.println(gson.toJson(answer));
      out.flush();
    }
  }

  /** Each pattern built as `regexp` builds it: the automaton over characters, and over UTF-8. */
  static JsonArray patterns(JsonObject request) {
    JsonArray answers = new JsonArray();
    int statesMax = request.get("statesMax").getAsInt();
    for (JsonElement pattern : request.getAsJsonArray("patterns")) {
      JsonObject answer = new JsonObject();
      try {
        Automaton automaton = new RegExp(pattern.getAsString(), RegExp.ALL, 0).toAutomaton(statesMax);
        new CompiledAutomaton(automaton, null, true, statesMax, false);
        answer.addProperty("states", automaton.getNumStates());
      } catch (RuntimeException problem) {
        answer.addProperty("error", problem.getClass().getSimpleName() + ": " + problem.getMessage());
      }
      answers.add(answer);
    }
    return answers;
  }

  /** Documents of one request, and the queries on them. */
  static final class Index {
    final JsonObject request;
    final Map<String, String> kinds = new HashMap<>();
    final long nowMs;
    final IndexSearcher searcher;

    Index(JsonObject request) throws Exception {
      this.request = request;
      this.nowMs = request.has("nowMs") ? request.get("nowMs").getAsLong() : 0;
      for (Map.Entry<String, JsonElement> column : request.getAsJsonObject("columns").entrySet())
        kinds.put(column.getKey(), column.getValue().getAsString());
      ByteBuffersDirectory directory = new ByteBuffersDirectory();
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
        for (JsonElement each : request.getAsJsonArray("documents")) writer.addDocument(document(each.getAsJsonObject()));
      }
      this.searcher = new IndexSearcher(DirectoryReader.open(directory));
    }

    Document document(JsonObject event) throws Exception {
      Document document = new Document();
      document.add(new StoredField("_id", event.get("id").getAsString()));
      Set<String> names = new HashSet<>();
      for (Map.Entry<String, JsonElement> column : event.getAsJsonObject("values").entrySet()) {
        String name = column.getKey();
        for (JsonElement value : column.getValue().getAsJsonArray()) add(document, name, value);
        // An object is there when anything in it is.
        for (String path = name; ; path = path.substring(0, path.lastIndexOf('.'))) {
          names.add(path);
          if (path.lastIndexOf('.') < 0) break;
        }
      }
      for (String name : names) document.add(new StringField(NAMES, name, Field.Store.NO));
      return document;
    }

    void add(Document document, String name, JsonElement value) throws Exception {
      switch (kind(name)) {
        case "keyword":
        case "wildcard":
          document.add(new StringField(name, value.getAsString(), Field.Store.NO));
          break;
        case "text":
          document.add(new TextField(name, value.getAsString(), Field.Store.NO));
          break;
        case "boolean":
          document.add(new StringField(name, value.getAsBoolean() ? "T" : "F", Field.Store.NO));
          break;
        case "number":
          document.add(new DoublePoint(name, value.getAsDouble()));
          break;
        case "time":
          document.add(new LongPoint(name, value.getAsLong()));
          break;
        case "ip":
          document.add(new InetAddressPoint(name, InetAddress.getByName(value.getAsString())));
          break;
        default:
          // Objects have no values of their own.
          break;
      }
    }

    String kind(String name) {
      String kind = kinds.get(name);
      for (String pattern : kinds.keySet())
        if (kind == null && pattern.endsWith("*") && name.startsWith(pattern.substring(0, pattern.length() - 1))) kind = kinds.get(pattern);
      if (kind == null) throw new IllegalArgumentException("no such column: " + name);
      return kind;
    }

    JsonArray answers() {
      JsonArray answers = new JsonArray();
      for (JsonElement query : request.getAsJsonArray("queries")) {
        JsonObject answer = new JsonObject();
        try {
          answer.add("ids", ids(query.getAsJsonObject()));
        } catch (Exception problem) {
          answer.addProperty("error", problem.getClass().getSimpleName() + ": " + problem.getMessage());
        }
        answers.add(answer);
      }
      return answers;
    }

    JsonArray ids(JsonObject query) throws Exception {
      Query parsed = query.has("dsl") ? clause(query.get("dsl")) : queryString(query.get("text").getAsString());
      List<String> ids = new ArrayList<>();
      for (ScoreDoc hit : searcher.search(parsed, Integer.MAX_VALUE).scoreDocs) ids.add(searcher.doc(hit.doc).get("_id"));
      ids.sort(null);
      JsonArray found = new JsonArray();
      for (String id : ids) found.add(id);
      return found;
    }

    // --- Query DSL ---

    Query clause(JsonElement json) throws Exception {
      Map.Entry<String, JsonElement> only = onlyEntry(json);
      JsonElement body = only.getValue();
      switch (only.getKey()) {
        case "match_all":
          return new MatchAllDocsQuery();
        case "match_none":
          return new MatchNoDocsQuery();
        case "bool":
          return bool(body.getAsJsonObject());
        case "exists":
          return new TermQuery(new Term(NAMES, body.getAsJsonObject().get("field").getAsString()));
        case "term":
          return term(body);
        case "terms":
          return terms(body);
        case "prefix":
          return prefix(body);
        case "wildcard":
          return wildcard(body);
        case "regexp":
          return regexp(body);
        case "match_phrase":
          return phrase(body);
        case "range":
          return range(body);
        default:
          throw new IllegalArgumentException("unknown query [" + only.getKey() + "]");
      }
    }

    Query bool(JsonObject body) throws Exception {
      BooleanQuery.Builder builder = new BooleanQuery.Builder();
      boolean positive = false;
      for (Map.Entry<String, JsonElement> part : body.entrySet()) {
        BooleanClause.Occur occur;
        switch (part.getKey()) {
          case "filter":
            occur = BooleanClause.Occur.FILTER;
            break;
          case "must":
            occur = BooleanClause.Occur.MUST;
            break;
          case "should":
            occur = BooleanClause.Occur.SHOULD;
            break;
          case "must_not":
            occur = BooleanClause.Occur.MUST_NOT;
            break;
          case "minimum_should_match":
            builder.setMinimumNumberShouldMatch(part.getValue().getAsInt());
            continue;
          default:
            throw new IllegalArgumentException("unknown in bool [" + part.getKey() + "]");
        }
        positive |= occur != BooleanClause.Occur.MUST_NOT;
        for (JsonElement clause : part.getValue().getAsJsonArray()) builder.add(clause(clause), occur);
      }
      // Elasticsearch adds `match_all` to what only excludes (Queries.fixNegativeQueryIfNeeded).
      if (!positive) builder.add(new MatchAllDocsQuery(), BooleanClause.Occur.FILTER);
      return builder.build();
    }

    Query term(JsonElement body) throws Exception {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      if (!only.getValue().isJsonObject()) return equal(only.getKey(), only.getValue().getAsString());
      Folded asked = new Folded(only.getValue());
      return asked.caseInsensitive ? folded(only.getKey(), literal(asked.value)) : equal(only.getKey(), asked.value);
    }

    Query terms(JsonElement body) throws Exception {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      JsonElement asked = only.getValue();
      if (asked.isJsonObject()) {
        JsonObject place = asked.getAsJsonObject();
        String key = place.get("index").getAsString() + "/" + place.get("id").getAsString() + "/" + place.get("path").getAsString();
        asked = request.getAsJsonObject("lookups").get(key);
        if (asked == null) throw new IllegalArgumentException("no lookup document " + key);
      }
      String name = only.getKey();
      if (kind(name).equals("keyword") || kind(name).equals("wildcard")) {
        List<BytesRef> values = new ArrayList<>();
        for (JsonElement value : asked.getAsJsonArray()) values.add(new BytesRef(value.getAsString()));
        return new TermInSetQuery(name, values);
      }
      BooleanQuery.Builder builder = new BooleanQuery.Builder();
      for (JsonElement value : asked.getAsJsonArray()) builder.add(equal(name, value.getAsString()), BooleanClause.Occur.SHOULD);
      return builder.build();
    }

    Query prefix(JsonElement body) {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      Folded asked = new Folded(only.getValue());
      String name = patternField(only.getKey());
      if (!asked.caseInsensitive) return new PrefixQuery(new Term(name, asked.value));
      return folded(name, Operations.concatenate(literal(asked.value), Automata.makeAnyString()));
    }

    Query wildcard(JsonElement body) {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      Folded asked = new Folded(only.getValue());
      String name = patternField(only.getKey());
      if (!asked.caseInsensitive) return new WildcardQuery(new Term(name, asked.value), STATES_MAX);
      // As WildcardQuery.toAutomaton, with both cases of each ASCII letter.
      List<Automaton> parts = new ArrayList<>();
      int[] points = asked.value.codePoints().toArray();
      for (int at = 0; at < points.length; at++) {
        if (points[at] == '*') parts.add(Automata.makeAnyString());
        else if (points[at] == '?') parts.add(Automata.makeAnyChar());
        else if (points[at] == '\\' && at + 1 < points.length) parts.add(character(points[++at]));
        else parts.add(character(points[at]));
      }
      return folded(name, Operations.concatenate(parts));
    }

    Query regexp(JsonElement body) {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      Folded asked = new Folded(only.getValue());
      if (asked.value.length() > REGEX_LENGTH_MAX) throw new IllegalArgumentException("longer than index.max_regex_length");
      Term term = new Term(patternField(only.getKey()), asked.value);
      return new RegexpQuery(term, RegExp.ALL, asked.caseInsensitive ? RegExp.ASCII_CASE_INSENSITIVE : 0, STATES_MAX);
    }

    Query phrase(JsonElement body) throws Exception {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      if (!kind(only.getKey()).equals("text")) return equal(only.getKey(), only.getValue().getAsString());
      return new QueryParser(only.getKey(), new StandardAnalyzer()).createPhraseQuery(only.getKey(), only.getValue().getAsString());
    }

    Query range(JsonElement body) throws Exception {
      Map.Entry<String, JsonElement> only = onlyEntry(body);
      String from = null;
      String to = null;
      boolean fromInclusive = false;
      boolean toInclusive = false;
      for (Map.Entry<String, JsonElement> bound : only.getValue().getAsJsonObject().entrySet()) {
        String value = bound.getValue().getAsString();
        switch (bound.getKey()) {
          case "gte":
            fromInclusive = true;
          case "gt":
            from = value;
            break;
          case "lte":
            toInclusive = true;
          case "lt":
            to = value;
            break;
          default:
            throw new IllegalArgumentException("unknown bound [" + bound.getKey() + "]");
        }
      }
      return between(only.getKey(), from, to, fromInclusive, toInclusive);
    }

    // --- query strings ---

    /** The classic parser, as Elasticsearch's `query_string` sets it up: leading wildcards, and fields of other kinds than text. */
    Query queryString(String text) throws Exception {
      QueryParser parser =
          new QueryParser("*", new KeywordAnalyzer()) {
            @Override
            protected Query getFieldQuery(String field, String value, boolean quoted) {
              if (field.equals("_exists_")) return new TermQuery(new Term(NAMES, value));
              try {
                return equal(field, value);
              } catch (Exception problem) {
                throw new IllegalArgumentException(problem);
              }
            }

            @Override
            protected Query getFieldQuery(String field, String value, int slop) {
              return getFieldQuery(field, value, true);
            }

            @Override
            protected Query getRangeQuery(String field, String from, String to, boolean fromInclusive, boolean toInclusive) {
              try {
                return between(field, from, to, fromInclusive, toInclusive);
              } catch (Exception problem) {
                throw new IllegalArgumentException(problem);
              }
            }

            @Override
            protected Query getWildcardQuery(String field, String value) throws org.apache.lucene.queryparser.classic.ParseException {
              if (field.equals("*")) return super.getWildcardQuery(field, value);
              if (value.equals("*")) return new TermQuery(new Term(NAMES, field));
              return super.getWildcardQuery(patternField(field), value);
            }

            @Override
            protected Query getPrefixQuery(String field, String value) throws org.apache.lucene.queryparser.classic.ParseException {
              return super.getPrefixQuery(patternField(field), value);
            }

            @Override
            protected Query getRegexpQuery(String field, String value) throws org.apache.lucene.queryparser.classic.ParseException {
              if (value.length() > REGEX_LENGTH_MAX) throw new IllegalArgumentException("longer than index.max_regex_length");
              return super.getRegexpQuery(patternField(field), value);
            }

            @Override
            protected Query getFuzzyQuery(String field, String value, float similarity) {
              throw new IllegalArgumentException("a fuzzy query, which we do not print");
            }
          };
      parser.setAllowLeadingWildcard(true);
      parser.setMaxDeterminizedStates(STATES_MAX);
      return parser.parse(text);
    }

    // --- fields ---

    Query equal(String name, String value) throws Exception {
      switch (kind(name)) {
        case "keyword":
        case "wildcard":
          return new TermQuery(new Term(name, value));
        case "boolean":
          if (!value.equals("true") && !value.equals("false")) throw new IllegalArgumentException("no boolean: " + value);
          return new TermQuery(new Term(name, value.equals("true") ? "T" : "F"));
        case "number":
          return DoublePoint.newExactQuery(name, Double.parseDouble(value));
        case "time":
          return LongPoint.newExactQuery(name, instant(value));
        case "ip":
          int slash = value.indexOf('/');
          if (slash < 0) return InetAddressPoint.newExactQuery(name, InetAddress.getByName(value));
          return InetAddressPoint.newPrefixQuery(
              name, InetAddress.getByName(value.substring(0, slash)), Integer.parseInt(value.substring(slash + 1)));
        default:
          throw new IllegalArgumentException("no exact values in " + name);
      }
    }

    Query between(String name, String from, String to, boolean fromInclusive, boolean toInclusive) throws Exception {
      if (from != null && from.equals("*")) from = null;
      if (to != null && to.equals("*")) to = null;
      switch (kind(name)) {
        case "number": {
          double low = from == null ? Double.NEGATIVE_INFINITY : Double.parseDouble(from);
          double high = to == null ? Double.POSITIVE_INFINITY : Double.parseDouble(to);
          if (from != null && !fromInclusive) low = DoublePoint.nextUp(low);
          if (to != null && !toInclusive) high = DoublePoint.nextDown(high);
          return DoublePoint.newRangeQuery(name, low, high);
        }
        case "time": {
          long low = from == null ? Long.MIN_VALUE : instant(from) + (fromInclusive ? 0 : 1);
          long high = to == null ? Long.MAX_VALUE : instant(to) - (toInclusive ? 0 : 1);
          return LongPoint.newRangeQuery(name, low, high);
        }
        default:
          throw new IllegalArgumentException("no order in " + name);
      }
    }

    static final Pattern MATH = Pattern.compile("now(?:-(\\d+)([smhd]))?");
    static final Map<String, Long> UNITS = Map.of("s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    long instant(String text) {
      Matcher math = MATH.matcher(text);
      if (!math.matches()) return Instant.parse(text).toEpochMilli();
      return math.group(1) == null ? nowMs : nowMs - Long.parseLong(math.group(1)) * UNITS.get(math.group(2));
    }

    String patternField(String name) {
      String kind = kind(name);
      if (!kind.equals("keyword") && !kind.equals("wildcard")) throw new IllegalArgumentException("patterns do not run on " + kind);
      return name;
    }

    static Query folded(String name, Automaton automaton) {
      return new AutomatonQuery(new Term(name), MinimizationOperations.minimize(automaton, STATES_MAX), STATES_MAX);
    }

    static Automaton literal(String text) {
      List<Automaton> parts = new ArrayList<>();
      text.codePoints().forEach(point -> parts.add(character(point)));
      return parts.isEmpty() ? Automata.makeEmptyString() : Operations.concatenate(parts);
    }

    static Automaton character(int point) {
      Automaton one = Automata.makeChar(point);
      boolean isLetter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
      return isLetter ? Operations.union(one, Automata.makeChar(point ^ 0x20)) : one;
    }

    static Map.Entry<String, JsonElement> onlyEntry(JsonElement json) {
      Set<Map.Entry<String, JsonElement>> entries = json.getAsJsonObject().entrySet();
      if (entries.size() != 1) throw new IllegalArgumentException("one key was expected: " + json);
      return entries.iterator().next();
    }
  }

  /** `{"value": …, "case_insensitive": true}`, and nothing else. */
  static final class Folded {
    final String value;
    final boolean caseInsensitive;

    Folded(JsonElement json) {
      JsonObject body = json.getAsJsonObject();
      for (String key : body.keySet())
        if (!key.equals("value") && !key.equals("case_insensitive")) throw new IllegalArgumentException("unknown option [" + key + "]");
      this.value = body.get("value").getAsString();
      this.caseInsensitive = body.has("case_insensitive") && body.get("case_insensitive").getAsBoolean();
    }
  }
}
