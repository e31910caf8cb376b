// Fused bfloat16 kernels for training on a CPU: what torch leaves slow between the matrix products. fast.py uses them;
// plain.py does the same job without. Pairs a second on one core with AVX-512 and AMX, width 384, 6 + 2 layers:
//    49  torch's own modules under autocast
//    68  attention in float32 products (the backward pass of torch's bfloat16 attention: 82 ms; plain products: 8 ms)
//   122  packed tokens; norm, GELU, loss and attention fused; no copies
// A profile then showed two more: denormal floats in the attention gradients, ten times as slow, are flushed (fast_exp);
// oneDNN compiles a matrix kernel for every new number of rows, so rows are filled up to a multiple of 512. Half of the
// time is matrix products now.
// Tokens of all sentences lie one after another; `at` (int32, sentences + 1) says where each sentence starts. Rows
// behind the last sentence are filler: zero in, zero gradient out. One thread each: two training processes keep two
// cores busier than one process of two threads.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

using bf16 = uint16_t;  // the upper half of a float

static inline float up(bf16 x) {
  uint32_t u = uint32_t(x) << 16;
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
static inline bf16 down(float f) {  // round to nearest even; NaN does not occur on purpose
  uint32_t u;
  std::memcpy(&u, &f, 4);
  return bf16((u + 0x7fffu + ((u >> 16) & 1u)) >> 16);
}
static inline float fast_exp(float x) {  // 2^i * 2^f, |relative error| < 2e-7 for x <= 0
  x = x < -87.f ? -87.f : x;
  float t = x * 1.44269504f, i = std::floor(t), f = t - i;
  float p =
      1.f +
      f * (0.693147182f +
           f * (0.240226462f + f * (0.0555028431f + f * (0.00967881596f + f * (0.00124395616f + f * 0.000218951f)))));
  int32_t e = (int32_t(i) + 127) << 23;
  float s;
  std::memcpy(&s, &e, 4);
  return x <= -87.f ? 0.f : p * s;  // never a denormal: those take a hundred times as long
}
static void zero_rows(bf16* x, int64_t stride, int64_t width, int64_t from, int64_t to) {
  for (int64_t i = from; i < to; i++) std::memset(x + i * stride, 0, width * 2);
}

// ---- attention over heads of 32 ------------------------------------------------------------------------------------
constexpr int D = 32;
typedef float v16 __attribute__((vector_size(64), aligned(4)));
struct Scratch {
  std::vector<float> q, kt, k, v, vt, p, dp, g, dq, dk, dv;
};
static thread_local Scratch scratch;
static inline v16& at16(float* x) { return *reinterpret_cast<v16*>(x); }
static inline const v16& at16(const float* x) { return *reinterpret_cast<const v16*>(x); }

static void load(const bf16* x, int64_t stride, int n, int padded,
                 std::vector<float>& rows) {  // (n, D) -> float32, zero rows up to padded
  rows.resize(padded * D);
  float* r = rows.data();
  for (int i = 0; i < n; i++)
    for (int c = 0; c < D; c++) r[i * D + c] = up(x[i * stride + c]);
  std::fill(r + n * D, r + padded * D, 0.f);
}
static void turn(const float* rows, int wide, std::vector<float>& columns) {  // (wide, D) -> (D, wide)
  columns.resize(D * wide);
  float* o = columns.data();
  for (int j = 0; j < wide; j++)
    for (int c = 0; c < D; c++) o[c * wide + j] = rows[j * D + c];
}
// out (m, wide) = a (m, D) @ b (D, wide); m a multiple of 4, wide of 16
static void scores(const float* a, const float* b, int m, int wide, float* out) {
  for (int i = 0; i < m; i += 4)
    for (int j = 0; j < wide; j += 16) {
      v16 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
      const float* x = a + i * D;
      for (int c = 0; c < D; c++) {
        v16 y = at16(b + c * wide + j);
        s0 += x[c] * y;
        s1 += x[D + c] * y;
        s2 += x[2 * D + c] * y;
        s3 += x[3 * D + c] * y;
      }
      float* o = out + i * wide + j;
      at16(o) = s0;
      at16(o + wide) = s1;
      at16(o + 2 * wide) = s2;
      at16(o + 3 * wide) = s3;
    }
}
// out (m, D) = a @ b (n, D), a[i, t] at a[i * down + t * over]; m a multiple of 4
static void mixes(const float* a, int64_t down, int64_t over, const float* b, int m, int n, float* out) {
  for (int i = 0; i < m; i += 4) {
    v16 s[4][2] = {};
    const float* x = a + i * down;
    for (int t = 0; t < n; t++, x += over) {
      v16 y = at16(b + t * D), z = at16(b + t * D + 16);
      s[0][0] += x[0] * y;
      s[0][1] += x[0] * z;
      s[1][0] += x[down] * y;
      s[1][1] += x[down] * z;
      s[2][0] += x[2 * down] * y;
      s[2][1] += x[2 * down] * z;
      s[3][0] += x[3 * down] * y;
      s[3][1] += x[3 * down] * z;
    }
    for (int r = 0; r < 4; r++) {
      at16(out + (i + r) * D) = s[r][0];
      at16(out + (i + r) * D + 16) = s[r][1];
    }
  }
}
static void store(const float* rows, int n, bf16* x, int64_t stride) {
  for (int i = 0; i < n; i++)
    for (int c = 0; c < D; c++) x[i * stride + c] = down(rows[i * D + c]);
}

extern "C" {
// q (tq, heads*32), k and v (tk, heads*32), rows so many elements apart -> out (tq, heads*32), lse (heads, tq)
void attention(const bf16* pq, int64_t sq, const bf16* pk, int64_t sk, const bf16* pv, int64_t sv, const int* aq,
               const int* ak, int64_t n_sent, int64_t tq, int64_t heads, int64_t causal, bf16* po, float* pl) {
  int64_t w = heads * D;
  auto& s = scratch;
  const float scale = 1.f / std::sqrt(float(D));
  zero_rows(po, w, w, aq[n_sent], tq);
  for (int64_t b = 0; b < n_sent; b++) {
    int m = aq[b + 1] - aq[b], n = ak[b + 1] - ak[b], m4 = (m + 3) / 4 * 4, wide = (n + 15) / 16 * 16;
    s.p.resize(m4 * wide);
    s.g.resize(m4 * D);
    for (int h = 0; h < heads; h++) {
      load(pq + aq[b] * sq + h * D, sq, m, m4, s.q);
      load(pk + ak[b] * sk + h * D, sk, n, wide, s.k);
      load(pv + ak[b] * sv + h * D, sv, n, wide, s.v);
      turn(s.k.data(), wide, s.kt);
      scores(s.q.data(), s.kt.data(), m4, wide, s.p.data());
      for (int i = 0; i < m; i++) {
        float* p = s.p.data() + i * wide;
        int last = causal ? i + 1 : n;
        float top = -1e30f, sum = 0.f;
        for (int j = last; j < wide; j++) p[j] = -1e30f;
        for (int j = 0; j < wide; j++) top = p[j] > top ? p[j] : top;
        for (int j = 0; j < wide; j++) {
          p[j] = fast_exp((p[j] - top) * scale);
          sum += p[j];
        }
        float inverse = 1.f / sum;
        for (int j = 0; j < wide; j++) p[j] *= inverse;
        pl[h * tq + aq[b] + i] = top * scale + std::log(sum);
      }
      mixes(s.p.data(), wide, 1, s.v.data(), m4, n, s.g.data());
      store(s.g.data(), m, po + aq[b] * w + h * D, w);
    }
  }
}

// grad (tq, heads*32) -> dq, dk, dv, rows so many elements apart
void attention_backward(const bf16* pg, const bf16* pq, int64_t sq, const bf16* pk, int64_t sk, const bf16* pv,
                        int64_t sv, const float* pl, const int* aq, const int* ak, int64_t n_sent, int64_t tq,
                        int64_t tk, int64_t heads, int64_t causal, bf16* odq, int64_t sdq, bf16* odk, int64_t sdk,
                        bf16* odv, int64_t sdv) {
  int64_t w = heads * D;
  auto& s = scratch;
  const float scale = 1.f / std::sqrt(float(D));
  zero_rows(odq, sdq, w, aq[n_sent], tq);
  zero_rows(odk, sdk, w, ak[n_sent], tk);
  zero_rows(odv, sdv, w, ak[n_sent], tk);
  for (int64_t b = 0; b < n_sent; b++) {
    int m = aq[b + 1] - aq[b], n = ak[b + 1] - ak[b], m4 = (m + 3) / 4 * 4, wide = (n + 15) / 16 * 16;
    s.p.resize(m4 * wide);
    s.dp.resize(m4 * wide);
    s.dq.resize(m4 * D);
    s.dk.resize(wide * D);
    s.dv.resize(wide * D);
    for (int h = 0; h < heads; h++) {
      load(pq + aq[b] * sq + h * D, sq, m, m4, s.q);
      load(pg + aq[b] * w + h * D, w, m, m4, s.g);
      load(pk + ak[b] * sk + h * D, sk, n, wide, s.k);
      load(pv + ak[b] * sv + h * D, sv, n, wide, s.v);
      turn(s.k.data(), wide, s.kt);
      turn(s.v.data(), wide, s.vt);
      scores(s.q.data(), s.kt.data(), m4, wide, s.p.data());
      scores(s.g.data(), s.vt.data(), m4, wide, s.dp.data());
      for (int i = 0; i < m; i++) {
        float *p = s.p.data() + i * wide, *dp = s.dp.data() + i * wide, l = pl[h * tq + aq[b] + i], dot = 0.f;
        int last = causal ? i + 1 : n;
        for (int j = last; j < wide; j++) p[j] = -1e30f;
        for (int j = 0; j < wide; j++) {
          float x = p[j] * scale - l;
          p[j] = fast_exp(x < 0.f ? x : 0.f);
          dot += p[j] * dp[j];
        }
        for (int j = 0; j < wide; j++) dp[j] = p[j] * (dp[j] - dot) * scale;
      }
      mixes(s.dp.data(), wide, 1, s.k.data(), m4, n, s.dq.data());
      mixes(s.dp.data(), 1, wide, s.q.data(), wide, m, s.dk.data());
      mixes(s.p.data(), 1, wide, s.g.data(), wide, m, s.dv.data());
      store(s.dq.data(), m, odq + aq[b] * sdq + h * D, sdq);
      store(s.dk.data(), n, odk + ak[b] * sdk + h * D, sdk);
      store(s.dv.data(), n, odv + ak[b] * sdv + h * D, sdv);
    }
  }
}

// ---- layer normalisation of x + bias + residual ---------------------------------------------------------------------
// -> y (t, d), the normalised rows before weight and bias (t, d), 1 / deviation (t)
void norm(const bf16* px, const float* pb, const bf16* pr, const float* pw, const float* ps, double eps, int64_t t,
          int64_t d, bf16* py, bf16* ph, float* pi) {
  std::vector<float> row(d);
  float* r = row.data();
  for (int64_t i = 0; i < t; i++) {
    float sum = 0.f, sq = 0.f;
    for (int64_t c = 0; c < d; c++) {
      r[c] = up(px[i * d + c]) + pb[c] + up(pr[i * d + c]);
      sum += r[c];
    }
    float mean = sum / d;
    for (int64_t c = 0; c < d; c++) {
      r[c] -= mean;
      sq += r[c] * r[c];
    }
    float k = 1.f / std::sqrt(sq / d + float(eps));
    pi[i] = k;
    for (int64_t c = 0; c < d; c++) {
      float z = r[c] * k;
      ph[i * d + c] = down(z);
      py[i * d + c] = down(z * pw[c] + ps[c]);
    }
  }
}
// grad (t, d) -> gradient of the sum (t, d); adds to dweight, dshift, dbias (d, float32)
void norm_backward(const bf16* pg, const bf16* ph, const float* pi, const float* pw, int64_t t, int64_t d, float* dw,
                   float* ds, float* db, bf16* po) {
  std::vector<float> a(d), b(d);
  float *g = a.data(), *z = b.data();
  for (int64_t i = 0; i < t; i++) {
    float s1 = 0.f, s2 = 0.f;
    for (int64_t c = 0; c < d; c++) {
      float y = up(pg[i * d + c]);
      z[c] = up(ph[i * d + c]);
      dw[c] += y * z[c];
      ds[c] += y;
      g[c] = y * pw[c];
      s1 += g[c];
      s2 += g[c] * z[c];
    }
    s1 /= d;
    s2 /= d;
    float k = pi[i];
    for (int64_t c = 0; c < d; c++) {
      float x = (g[c] - s1 - z[c] * s2) * k;
      db[c] += x;
      po[i * d + c] = down(x);
    }
  }
}

// ---- GELU (exact, by erf) of x + bias; x becomes x + bias -----------------------------------------------------------
static inline float phi(float x,
                        float e) {  // normal distribution function; e = exp(-x*x/2); Abramowitz and Stegun 7.1.26
  float a = std::fabs(x) * 0.70710678f, t = 1.f / (1.f + 0.3275911f * a);
  float tail =
      0.5f * t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f)))) * e;
  return x > 0 ? 1.f - tail : tail;
}
void gelu(bf16* px, const float* pb, int64_t t, int64_t d, bf16* py) {
  for (int64_t i = 0; i < t; i++)
    for (int64_t c = 0; c < d; c++) {
      float z = up(px[i * d + c]) + pb[c];
      px[i * d + c] = down(z);
      py[i * d + c] = down(z * phi(z, fast_exp(-0.5f * z * z)));
    }
}
// in place on grad; adds to dbias
void gelu_backward(bf16* pg, const bf16* px, int64_t t, int64_t d, float* db) {
  for (int64_t i = 0; i < t; i++)
    for (int64_t c = 0; c < d; c++) {
      float z = up(px[i * d + c]), e = fast_exp(-0.5f * z * z),
            g = up(pg[i * d + c]) * (phi(z, e) + z * 0.39894228f * e);
      db[c] += g;
      pg[i * d + c] = down(g);
    }
}

void add_columns(const bf16* px, int64_t s, int64_t t, int64_t d, float* ps) {  // ps (d) += column sums of px (t, d)
  for (int64_t i = 0; i < t; i++)
    for (int64_t c = 0; c < d; c++) ps[c] += up(px[i * s + c]);
}

// ---- label-smoothed cross-entropy; logits (n, v) become the gradient of the sum; target -1 is filler; -> sum of -log p -----------------
double cross_entropy(bf16* pl, const float* pb, const int64_t* y, double smoothing, int64_t n, int64_t v, float* db) {
  std::vector<float> row(v);
  float* r = row.data();
  double nll = 0;
  const float s = float(smoothing / v), keep = float(1 - smoothing);
  for (int64_t i = 0; i < n; i++) {
    bf16* x = pl + i * v;
    float top = -1e30f, sum = 0.f;
    if (y[i] < 0) {
      std::memset(x, 0, v * 2);
      continue;
    }
    for (int64_t c = 0; c < v; c++) {
      r[c] = up(x[c]) + pb[c];
      top = r[c] > top ? r[c] : top;
    }
    float hit = r[y[i]];
    for (int64_t c = 0; c < v; c++) {
      r[c] = fast_exp(r[c] - top);
      sum += r[c];
    }
    nll += top + std::log(double(sum)) - hit;
    float k = 1.f / sum;
    for (int64_t c = 0; c < v; c++) r[c] = r[c] * k - s;
    r[y[i]] -= keep;
    for (int64_t c = 0; c < v; c++) {
      db[c] += r[c];
      x[c] = down(r[c]);
    }
  }
  return nll;
}

// ---- embedding: table[id] * scale + position; the id `pad` has a zero vector ----------------------------------------
void embed(const int64_t* y, int64_t t, const bf16* pt, const float* pp, const int* a, int64_t n_sent, double scale,
           int64_t pad, int64_t d, bf16* po) {
  zero_rows(po, d, d, a[n_sent], t);
  for (int64_t b = 0; b < n_sent; b++)
    for (int i = a[b]; i < a[b + 1]; i++) {
      const float k = y[i] == pad ? 0.f : float(scale);
      for (int64_t c = 0; c < d; c++) po[i * d + c] = down(up(pt[y[i] * d + c]) * k + pp[(i - a[b]) * d + c]);
    }
}
void embed_backward(const bf16* pg, const int64_t* y, int64_t t, double scale, int64_t pad, int64_t d, float* pt) {
  for (int64_t i = 0; i < t; i++)
    if (y[i] != pad && y[i] >= 0)
      for (int64_t c = 0; c < d; c++) pt[y[i] * d + c] += up(pg[i * d + c]) * float(scale);
}

// ---- (n, m) bf16 transposed copy, in blocks of 8 x 8 ----------------------------------------------------------------
typedef uint16_t u8x __attribute__((vector_size(16), aligned(2)));
static inline void turn8(const bf16* a, int64_t s, bf16* b, int64_t t) {
  u8x r[8], x[8];
  for (int i = 0; i < 8; i++) r[i] = *reinterpret_cast<const u8x*>(a + i * s);
  for (int step = 0; step < 3; step++) {  // three rounds of perfect interleaving of rows i and i + 4
    for (int i = 0; i < 4; i++) {
      x[2 * i] = __builtin_shuffle(r[i], r[i + 4], u8x{0, 8, 1, 9, 2, 10, 3, 11});
      x[2 * i + 1] = __builtin_shuffle(r[i], r[i + 4], u8x{4, 12, 5, 13, 6, 14, 7, 15});
    }
    for (int i = 0; i < 8; i++) r[i] = x[i];
  }
  for (int i = 0; i < 8; i++) *reinterpret_cast<u8x*>(b + i * t) = r[i];
}
void turned(const bf16* a, int64_t s, int64_t n, int64_t m, bf16* b) {
  int64_t n8 = n / 8 * 8;
  constexpr int64_t B = 64;
  for (int64_t i0 = 0; i0 < n8; i0 += B)
    for (int64_t j = 0; j < m; j += 8)
      for (int64_t i = i0; i < std::min(n8, i0 + B); i += 8) turn8(a + i * s + j, s, b + j * n + i, n);
  for (int64_t i = n8; i < n; i++)
    for (int64_t j = 0; j < m; j++) b[j * n + i] = a[i * s + j];
}

// ---- AdamW: the gradient is the sum of the processes' bf16 ones; also the bf16 copy and the running average ----------
constexpr int64_t BLOCK = 4096;
static void add_up(const bf16* const* grads, int64_t count, int64_t from, int64_t to, float* sum) {
  std::fill(sum, sum + (to - from), 0.f);
  for (int64_t k = 0; k < count; k++) {
    const bf16* g = grads[k] + from;
    for (int64_t i = 0; i < to - from; i++) sum[i] += up(g[i]);
  }
}
void adamw(float* pp, float* pm, float* pv, float* pa, bf16* pw, const bf16* const* grads, int64_t count, int64_t n,
           double scale, double rate, double b1, double b2, double eps, double decay, int64_t step, double keep) {
  std::vector<float> sum(BLOCK);
  const float f = float(scale), c1 = float(1 / (1 - std::pow(b1, step))), c2 = float(1 / (1 - std::pow(b2, step))),
              r = float(rate), wd = float(1 - rate * decay), B1 = float(b1), B2 = float(b2), E = float(eps),
              K = float(keep);
  for (int64_t from = 0; from < n; from += BLOCK) {
    int64_t to = std::min(n, from + BLOCK);
    add_up(grads, count, from, to, sum.data());
    for (int64_t i = from; i < to; i++) {
      float g = sum[i - from] * f;
      pm[i] += (g - pm[i]) * (1 - B1);
      pv[i] += (g * g - pv[i]) * (1 - B2);
      float x = pp[i] * wd - r * pm[i] * c1 / (std::sqrt(pv[i] * c2) + E);
      pp[i] = x;
      pw[i] = down(x);
      pa[i] += (x - pa[i]) * (1 - K);
    }
  }
}
double square_sum(const bf16* const* grads, int64_t count, int64_t n) {  // of the sum of the vectors
  std::vector<float> sum(BLOCK);
  double total = 0;
  for (int64_t from = 0; from < n; from += BLOCK) {
    int64_t to = std::min(n, from + BLOCK);
    float s = 0.f;
    add_up(grads, count, from, to, sum.data());
    for (int64_t i = 0; i < to - from; i++) s += sum[i] * sum[i];
    total += s;
  }
  return total;
}
}  // extern "C"
