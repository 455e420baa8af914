import TestKit
import Testing

@testable import Tokens

@Suite("Learning how a backend counts")
struct CalibrationTests {
  private func learned(_ reports: [(reported: Int, estimated: Int)]) -> (Calibration, [Calibration.Finding]) {
    var calibration = Calibration()
    let findings = reports.compactMap { calibration.note(reported: $0.reported, estimated: $0.estimated) }
    return (calibration, findings)
  }

  // MARK: Ratio

  @Test("the ratio goes up at once and down by a tenth of the way")
  func upAndDown() {
    #expect(learned([(5000, 4000)]).0.ratio == 1.25)
    #expect(abs(learned([(5000, 4000), (4000, 4000)]).0.ratio - 1.225) < 1e-12)
    #expect(abs(learned([(3600, 4000)]).0.ratio - 0.99) < 1e-12)
  }

  @Test("tiny prompts teach little, and empty or senseless reports nothing")
  func tiny() {
    #expect(learned([(400, 200)]).0.ratio <= 1.0401)
    #expect(learned([(8, 1), (60, 30)]).0.ratio < 1.001)
    #expect(learned([(0, 4000), (-5, 4000), (4000, 0), (.min, .max)]).0 == Calibration())
  }

  @Test("no report takes the ratio out of what a tokenizer can be")
  func outliers() {
    #expect(learned([(1_000_000, 2000)]).0.ratio == 4)
    let low = learned(Array(repeating: (100, 1000), count: 500)).0.ratio
    #expect((0.25..<0.5).contains(low))
  }

  // MARK: Margin

  @Test("the margin is 10 % before the first report and shrinks with reports that keep to what was expected")
  func margin() {
    #expect(Calibration().marginShare == 0.1)
    let shares = (1...8).map { learned(Array(repeating: (4400, 4000), count: $0)).0.marginShare }
    #expect(shares[0] == 0.1)
    #expect(shares[1] == 0.05)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(shares[7] == 0.02)
  }

  @Test("the margin follows the 95th percentile of recent errors, and only those on the dangerous side")
  func percentile() {
    // Down by a tenth, then up again to 8 % above what has come to be expected.
    var reports: [(Int, Int)] = [(4000, 4000)]
    for _ in 0..<31 { reports.append((3000, 4000)) }
    #expect(learned(reports).0.marginShare == 0.02)
    var calibration = learned(reports).0
    for _ in 0..<2 {
      let expected = 4000 * calibration.ratio
      _ = calibration.note(reported: Int(expected * 1.08), estimated: 4000)
    }
    #expect((0.079..<0.081).contains(calibration.marginShare))
    _ = calibration.note(reported: 16_000, estimated: 4000)
    _ = calibration.note(reported: 40_000, estimated: 4000)
    for _ in 0..<3 { _ = calibration.note(reported: 16_000, estimated: 4000) }
    #expect(calibration.marginShare <= 0.1)
    for _ in 0..<32 { _ = calibration.note(reported: 16_000, estimated: 4000) }
    #expect(calibration.marginShare == 0.02)
  }

  @Test("small prompts do not widen the margin")
  func smallErrors() {
    var calibration = learned(Array(repeating: (4000, 4000), count: 32)).0
    for _ in 0..<32 { _ = calibration.note(reported: 900, estimated: 500) }
    #expect(calibration.marginShare == 0.02)
  }

  // MARK: Truncation

  @Test("a first long prompt of which less than half was read has been cut, and teaches nothing")
  func cutAtOnce() {
    let (calibration, findings) = learned([(300, 300), (4096, 20_000), (4100, 20_600), (4090, 21_000)])
    #expect(
      findings == [
        .truncated(reported: 4096, estimated: 20_000), .truncated(reported: 4100, estimated: 20_600),
        .truncated(reported: 4090, estimated: 21_000),
      ])
    #expect(calibration.ratio == 1)
    #expect(calibration.marginShare == 0.1)
  }

  @Test("the estimate of a cut prompt is told as it was learned")
  func learnedEstimate() {
    #expect(
      learned([(2400, 2000), (4096, 20_000)]).1 == [.truncated(reported: 4096, estimated: 24_000)])
  }

  @Test(
    "a session that grows beyond what the server keeps is seen to be cut, though an earlier prompt was long")
  func growingIntoTheCut() {
    var calibration = Calibration()
    var findings = 0
    for estimated in stride(from: 1000, through: 20_000, by: 500) {
      if calibration.note(reported: min(estimated, 4096), estimated: estimated) != nil { findings += 1 }
    }
    #expect(findings >= 20)
    #expect(calibration.ratio > 0.95)
  }

  @Test("a server that leaves cached tokens out is not taken for one that cuts")
  func cached() {
    var generator = SeededGenerator()
    for _ in 0..<200 {
      var calibration = Calibration()
      var held = 0
      var estimated = Int.random(in: 4000...30_000, using: &generator)
      for _ in 0..<60 {
        let finding = calibration.note(reported: estimated - held, estimated: estimated)
        #expect(finding == nil)
        // An epoch now and then, at which nothing of the cache can be used.
        let isEpoch = held > 0 && estimated > 8000 && generator.once(in: 8)
        held = isEpoch ? 0 : estimated
        estimated = isEpoch ? estimated / 2 : estimated + Int.random(in: 1...estimated / 3, using: &generator)
      }
      #expect(calibration.ratio == 1)
    }
  }

  @Test("a server that counts in full and then does not, has cut")
  func knownToCount() {
    let session = (1...6).map { (reported: 8000 + $0 * 500, estimated: 8000 + $0 * 500) }
    #expect(learned(session).1.isEmpty)
    #expect(learned(session + [(5000, 11_500)]).1.count == 1)
    // After one prompt nobody knows yet what the server leaves out.
    #expect(learned([session[0], (1500, 9500)]).1.isEmpty)
    // What is left of a cached prompt is mostly small, and shows how the server counts.
    #expect(learned(session + [(600, 11_500), (1500, 12_500)]).1.isEmpty)
  }

  @Test("a tokenizer far off the estimate is learned once prompts of two sizes agree")
  func proportional() {
    var calibration = Calibration()
    var findings = 0
    for turn in 0..<60 {
      let estimated = 6000 + turn * 400
      if calibration.note(reported: estimated * 2 / 5, estimated: estimated) != nil { findings += 1 }
    }
    #expect((1...5).contains(findings))
    #expect(calibration.ratio < 0.5)
  }

  // MARK: Properties

  @Test("whatever is reported, ratio and margin stay within their bounds and bytes give the same calibration")
  func properties() {
    var generator = SeededGenerator()
    for _ in 0..<300 {
      var calibration = Calibration()
      for _ in 0..<60 {
        let before = calibration
        let bits = Int.random(in: 1...60, using: &generator)
        let estimated = Int.random(in: 0..<(1 << bits), using: &generator)
        let reported =
          generator.once(in: 3)
          ? Int.random(in: -5..<(1 << bits), using: &generator)
          : Int(Double(estimated) * Double.random(in: 0.1...3, using: &generator))
        let finding = calibration.note(reported: reported, estimated: estimated)
        #expect((0.25...4).contains(calibration.ratio))
        #expect((0.02...0.1).contains(calibration.marginShare))
        if finding != nil {
          #expect(calibration.ratio == before.ratio && calibration.marginShare == before.marginShare)
        }
        #expect(Calibration(decoding: calibration.encoded()) == calibration)
      }
      #expect(calibration.encoded().count < 1024)
    }
  }

  @Test("bytes that are no calibration, or none that can be, are refused")
  func refused() {
    let good = #"{"ratio":1.5,"errors":[0.0,0.5],"held":10,"whole":2,"short_by_nature":false,"last":[3,4]}"#
    #expect(Calibration(decoding: Array(good.utf8))?.ratio == 1.5)
    let edits = [
      ("1.5", "9.5"), ("1.5", "null"), ("10", "-1"), (":2,", ":5,"), ("0.5]", "2.5]"), ("0.5]", "\"x\"]"),
      ("[0.0,0.5]", "7"), ("}", ""), ("\"held\"", "\"hold\""), ("[3,4]", "[3]"), ("[3,4]", "[0,4]"),
      ("[3,4]", "null"), ("}", #","short":7}"#),
    ]
    for (old, new) in edits {
      let text = good.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
      #expect(text != good)
      #expect(Calibration(decoding: Array(text.utf8)) == nil, "\(text)")
    }
    #expect(Calibration(decoding: []) == nil)
  }
}
