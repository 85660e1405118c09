/*
 * Vectorscan (or Hyperscan) as a peer of bench/scan.mjs: which literals a text has, ASCII letters of either case alike.
 * Lines in: `literals FILE`, `texts FILE` (one a line each), `run PASSES`, `hits`.
 */
#include <hs/hs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  char *bytes;
  char **lines;
  size_t *lengths;
  unsigned count;
} Lines;

static Lines literals, texts;
static hs_database_t *database;
static hs_scratch_t *scratch;
/* By literal: the text in which it was met last, so that it counts once in each. */
static unsigned *met;
static unsigned stamp, current, hits, checksum;
static int printing;

static Lines read_lines(const char *path) {
  Lines made = {0};
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  made.bytes = malloc(size + 1);
  if (fread(made.bytes, 1, size, file) != (size_t)size) exit(2);
  fclose(file);
  for (long at = 0; at < size; at++) made.count += made.bytes[at] == '\n';
  made.lines = malloc(made.count * sizeof(char *));
  made.lengths = malloc(made.count * sizeof(size_t));
  char *from = made.bytes;
  for (unsigned line = 0; line < made.count; line++) {
    char *end = strchr(from, '\n');
    *end = 0;
    made.lines[line] = from;
    made.lengths[line] = end - from;
    from = end + 1;
  }
  return made;
}

static double cpu_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
  (void)from, (void)to, (void)flags, (void)context;
  if (met[id] == stamp) return 0;
  met[id] = stamp;
  uint32_t mixed = (current * 0x9e3779b1u) ^ (id * 0x85ebca6bu);
  mixed = (mixed ^ (mixed >> 15)) * 0x2c1b3c6du;
  checksum += mixed ^ (mixed >> 12);
  hits++;
  if (printing) printf("%u %u\n", current, id);
  return 0;
}

static void pass(void) {
  hits = checksum = 0;
  for (current = 0; current < texts.count; current++) {
    stamp++;
    if (hs_scan(database, texts.lines[current], texts.lengths[current], 0, scratch, on_match, NULL) != HS_SUCCESS) exit(3);
  }
}

static void compile(void) {
  unsigned *flags = malloc(literals.count * sizeof(unsigned)), *ids = malloc(literals.count * sizeof(unsigned));
  for (unsigned id = 0; id < literals.count; id++) {
    ids[id] = id;
    flags[id] = HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH;
  }
  hs_compile_error_t *error;
  if (hs_compile_lit_multi((const char *const *)literals.lines, flags, ids, literals.lengths, literals.count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "%s\n", error->message);
    exit(3);
  }
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) exit(3);
  met = calloc(literals.count, sizeof(unsigned));
  free(flags);
  free(ids);
}

int main(void) {
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    double start = cpu_ns();
    if (!strncmp(line, "literals ", 9)) {
      literals = read_lines(line + 9);
      compile();
      printf("%.0f\n", cpu_ns() - start);
    } else if (!strncmp(line, "texts ", 6)) {
      texts = read_lines(line + 6);
      printf("%u\n", texts.count);
    } else if (!strncmp(line, "run ", 4)) {
      double least = 1e18;
      for (int left = atoi(line + 4); left > 0; left--) {
        start = cpu_ns();
        pass();
        double spent = cpu_ns() - start;
        if (spent < least) least = spent;
      }
      printf("%.0f %u %08x\n", least, hits, checksum);
    } else if (!strcmp(line, "hits")) {
      printing = 1;
      pass();
      printing = 0;
      printf("end\n");
    }
    fflush(stdout);
  }
  return 0;
}
