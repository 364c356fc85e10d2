/*
 * Standing queries in the manner of Lucene's Monitor, with Lucene's own parts: an index of the queries by terms that they
 * cannot do without (the term-filtered presearcher, weighed by how frequent terms are), a memory index of each batch of
 * documents, and every query that a batch's terms call up run against that batch. Wildcards call up a query either by
 * n-grams of the tokens or by any token, as there. Debian's liblucene8-java leaves the Monitor module itself out.
 *
 * java -cp ... LuceneMatching QUERIES MENTIONS SECONDS BATCH...
 * prints for each way of wildcards and each batch size: way, size, mentions/s, mentions, hits
 */

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.spans.SpanMultiTermQueryWrapper;
import org.apache.lucene.search.spans.SpanNearQuery;
import org.apache.lucene.search.spans.SpanOrQuery;
import org.apache.lucene.search.spans.SpanQuery;
import org.apache.lucene.search.spans.SpanTermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

public final class LuceneMatching {
  private static final String ANY_TOKEN = "__ANYTOKEN__";
  private static final Analyzer ANALYZER = new Analyzer() {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
      return new TokenStreamComponents(words, new LowerCaseFilter(words));
    }
  };

  private final List<Query> queries = new ArrayList<>();
  private final IndexSearcher presearcher;
  private final boolean ngrams;

  private LuceneMatching(List<String> lines, Map<String, Integer> frequencies, boolean ngrams) throws IOException {
    this.ngrams = ngrams;
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(ANALYZER))) {
      for (String line : lines) {
        Document document = new Document();
        String[] parts = line.split("\t", -1);
        document.add(new NumericDocValuesField("id", queries.size()));
        for (String term : anchors(parts[0], parts[1], frequencies)) {
          if (!term.endsWith("*")) {
            document.add(new StringField("term", term, Field.Store.NO));
          } else if (ngrams) {
            document.add(new StringField("ngram", term.substring(0, term.length() - 1), Field.Store.NO));
          } else {
            document.add(new StringField("term", ANY_TOKEN, Field.Store.NO));
          }
        }
        writer.addDocument(document);
        queries.add(parse(parts));
      }
      writer.forceMerge(1);
    }
    presearcher = new IndexSearcher(DirectoryReader.open(directory));
    presearcher.setQueryCache(null);
  }

  /** Return, of the two groups that must both be there, terms of the one that fewer documents have. */
  private List<String> anchors(String brands, String topics, Map<String, Integer> frequencies) {
    List<String> best = null;
    long least = Long.MAX_VALUE;
    for (String group : new String[] {brands, topics}) {
      if (group.isEmpty()) {
        continue;
      }
      List<String> terms = new ArrayList<>();
      long cost = 0;
      for (String term : group.split(",")) {
        String rarest = Arrays.stream(term.split(" "))
            .min((a, b) -> Integer.compare(frequencies.getOrDefault(a, 0), frequencies.getOrDefault(b, 0))).get();
        terms.add(rarest);
        cost += rarest.endsWith("*") && !ngrams ? Integer.MAX_VALUE / 2 : 1 + frequencies.getOrDefault(rarest, 0);
      }
      if (cost < least) {
        best = terms;
        least = cost;
      }
    }
    return best;
  }

  private static Query parse(String[] parts) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    int near = Integer.parseInt(parts[2]);
    if (near > 0) {
      SpanQuery[] sides = {spans(parts[0]), spans(parts[1])};
      all.add(new SpanNearQuery(sides, near - 1, false), Occur.MUST);
    } else {
      all.add(any(parts[0]), Occur.MUST);
      if (!parts[1].isEmpty()) {
        all.add(any(parts[1]), Occur.MUST);
      }
    }
    if (!parts[3].isEmpty()) {
      all.add(any(parts[3]), Occur.MUST_NOT);
    }
    if (!parts[4].isEmpty()) {
      all.add(new TermQuery(new Term("lang", parts[4])), Occur.FILTER);
    }
    if (!parts[5].isEmpty()) {
      all.add(new TermQuery(new Term("channel", parts[5])), Occur.FILTER);
    }
    return all.build();
  }

  private static Query any(String group) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String term : group.split(",")) {
      if (term.endsWith("*")) {
        any.add(new PrefixQuery(new Term("text", term.substring(0, term.length() - 1))), Occur.SHOULD);
      } else if (term.contains(" ")) {
        any.add(new PhraseQuery("text", term.split(" ")), Occur.SHOULD);
      } else {
        any.add(new TermQuery(new Term("text", term)), Occur.SHOULD);
      }
    }
    return any.build();
  }

  private static SpanQuery spans(String group) {
    List<SpanQuery> any = new ArrayList<>();
    for (String term : group.split(",")) {
      if (term.endsWith("*")) {
        any.add(new SpanMultiTermQueryWrapper<>(new PrefixQuery(new Term("text", term.substring(0, term.length() - 1)))));
        continue;
      }
      SpanQuery[] words = Arrays.stream(term.split(" "))
          .map(word -> (SpanQuery) new SpanTermQuery(new Term("text", word))).toArray(SpanQuery[]::new);
      any.add(words.length == 1 ? words[0] : new SpanNearQuery(words, 0, true));
    }
    return any.size() == 1 ? any.get(0) : new SpanOrQuery(any.toArray(new SpanQuery[0]));
  }

  private static IndexSearcher searcherOf(List<String[]> batch) throws IOException {
    IndexSearcher searcher;
    if (batch.size() == 1) {
      MemoryIndex index = new MemoryIndex();
      String[] mention = batch.get(0);
      index.addField("text", mention[2], ANALYZER);
      index.addField(new StringField("lang", mention[0], Field.Store.NO), ANALYZER);
      index.addField(new StringField("channel", mention[1], Field.Store.NO), ANALYZER);
      searcher = index.createSearcher();
    } else {
      ByteBuffersDirectory directory = new ByteBuffersDirectory();
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(ANALYZER))) {
        for (String[] mention : batch) {
          Document document = new Document();
          document.add(new TextField("text", mention[2], Field.Store.NO));
          document.add(new StringField("lang", mention[0], Field.Store.NO));
          document.add(new StringField("channel", mention[1], Field.Store.NO));
          writer.addDocument(document);
        }
      }
      searcher = new IndexSearcher(DirectoryReader.open(directory));
    }
    searcher.setQueryCache(null);
    return searcher;
  }

  private long match(List<String[]> batch) throws IOException {
    IndexSearcher searcher = searcherOf(batch);
    List<BytesRef> terms = new ArrayList<>();
    Set<BytesRef> grams = new HashSet<>();
    collectTerms(searcher.getIndexReader(), terms, grams);
    terms.add(new BytesRef(ANY_TOKEN));
    BooleanQuery.Builder called = new BooleanQuery.Builder();
    called.add(new TermInSetQuery("term", terms), Occur.SHOULD);
    called.add(new TermInSetQuery("ngram", grams), Occur.SHOULD);
    Count hits = new Count();
    presearcher.search(called.build(), new Candidates(searcher, hits));
    return hits.number;
  }

  private void collectTerms(IndexReader reader, List<BytesRef> terms, Set<BytesRef> grams) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms all = leaf.reader().terms("text");
      if (all == null) {
        continue;
      }
      TermsEnum each = all.iterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        terms.add(BytesRef.deepCopyOf(term));
        String text = ngrams ? term.utf8ToString() : "";
        for (int start = 0; start < text.length(); start++) {
          for (int end = start + 1; end <= text.length(); end++) {
            grams.add(new BytesRef(text.substring(start, end)));
          }
        }
      }
    }
  }

  /** Runs each query that the presearcher finds. */
  private final class Candidates extends SimpleCollector {
    private final IndexSearcher searcher;
    private final Count hits;
    private NumericDocValues ids;

    Candidates(IndexSearcher searcher, Count hits) {
      this.searcher = searcher;
      this.hits = hits;
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
      ids = context.reader().getNumericDocValues("id");
    }

    @Override
    public void collect(int document) throws IOException {
      ids.advanceExact(document);
      searcher.search(queries.get((int) ids.longValue()), hits);
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }

  private static final class Count extends SimpleCollector {
    private long number;

    @Override
    public void collect(int document) {
      number++;
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }

  public static void main(String[] arguments) throws IOException {
    List<String[]> mentions = new ArrayList<>();
    Map<String, Integer> frequencies = new HashMap<>();
    for (String line : Files.readAllLines(Paths.get(arguments[1]))) {
      String[] mention = line.split("\t", 3);
      mentions.add(mention);
      for (String word : mention[2].toLowerCase().split("[^\\p{L}\\p{N}]+")) {
        frequencies.merge(word, 1, Integer::sum);
      }
    }
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double seconds = Double.parseDouble(arguments[2]);
    for (boolean ngrams : new boolean[] {true, false}) {
      LuceneMatching matching = new LuceneMatching(Files.readAllLines(Paths.get(arguments[0])), frequencies, ngrams);
      for (int index = 3; index < arguments.length; index++) {
        int size = Integer.parseInt(arguments[index]);
        matching.measure(mentions, size, seconds / 2, clock);
        System.out.println((ngrams ? "n-grams\t" : "any token\t") + matching.measure(mentions, size, seconds, clock));
      }
    }
  }

  private String measure(List<String[]> mentions, int size, double seconds, ThreadMXBean clock) throws IOException {
    long begun = clock.getCurrentThreadCpuTime();
    long hits = 0;
    int done = 0;
    while (done + size <= mentions.size() && clock.getCurrentThreadCpuTime() - begun < seconds * 1e9) {
      hits += match(mentions.subList(done, done + size));
      done += size;
    }
    double taken = (clock.getCurrentThreadCpuTime() - begun) / 1e9;
    return size + "\t" + done / taken + "\t" + done + "\t" + hits;
  }
}
