import TestKit
import Testing

@testable import Tokens

@Suite("What pictures cost")
struct ImageFormulaTests {
  private static let standard = ImageFormula.patches(edge: 28, longest: 1568, most: 1568, factor: 1)
  private static let high = ImageFormula.patches(edge: 28, longest: 2576, most: 4784, factor: 1)

  @Test(
    "a screenshot of 1920 by 1080 costs what the vendors' rules come to",
    arguments: [
      (high, 2691), (.tiles(base: 85, tile: 170), 1105), (.bigTiles(tile: 258), 1548), (.flat(1120), 1120),
      (.patches(edge: 32, longest: 2048, most: 6144, factor: 1.2), 2448),
    ] as [(ImageFormula, Int)])
  func screenshot(formula: ImageFormula, tokens: Int) {
    #expect(formula.tokens(for: ImageSize(width: 1920, height: 1080)) == tokens)
  }

  @Test("a picture over the limit of patches is made smaller until it fits")
  func tooManyPatches() {
    let tokens = Self.standard.tokens(for: ImageSize(width: 1920, height: 1080))
    #expect((1500...1568).contains(tokens))
  }

  @Test("no picture costs less than one step or more than the most, and one of unknown size costs the most")
  func bounds() {
    let formulas = [
      Self.standard, Self.high, .tiles(base: 85, tile: 170), .bigTiles(tile: 258), .flat(7), .unknown,
    ]
    var random = SeededGenerator(for: "bounds of pictures")
    for _ in 0..<2000 {
      let sides = (0..<2).map { _ in 1 << Int.random(in: 0...11, using: &random) }
      let size = ImageSize(width: sides[0] + Int.random(in: 0...500, using: &random), height: sides[1])
      for formula in formulas {
        let tokens = formula.tokens(for: size)
        #expect(tokens >= 1 && tokens <= formula.tokens(for: nil), "\(formula) \(size)")
      }
    }
    for formula in formulas {
      #expect(formula.tokens(for: ImageSize(width: 1, height: Int(UInt32.max))) >= 1)
    }
  }
}
