/// The policies that CONTEXT 2d measures, to be run beside the planner.
enum BaselineRule: Sendable {
  /// Everything is forwarded.
  case passThrough
  /// Every turn the oldest steps leave until the rest fits.
  case slide
  /// Results older than the last `keep` steps become notes, looked after every so many turns; then as `slide`.
  case mask(keep: Int, every: Int)
  /// At the limit all results but the last `keep` become notes; where that is not enough, the older half leaves.
  case clear(keep: Int)
  /// At the limit the older half of the steps leaves.
  case dropHalf
  /// As `dropHalf`, with a summary of 500 tokens in place of all that has left.
  case summariseHalf
  /// The server keeps the newest half of its window, as Ollama's runner does.
  case serverHalving
  /// At the limit the oldest steps leave until so much of the span is filled.
  case hysteresis(lowWater: Double, pinsTask: Bool)

  /// What is printed.
  var name: String {
    switch self {
    case .passThrough: "pass-through"
    case .slide: "slide every turn"
    case .mask(let keep, let every):
      every == 1 ? "mask all but \(keep)" : "mask all but \(keep), every \(every)"
    case .clear(let keep): "clear all but \(keep) at the limit"
    case .dropHalf: "drop half"
    case .summariseHalf: "summary of half, 500 tokens"
    case .serverHalving: "server halves (Ollama)"
    case .hysteresis(let lowWater, let pinsTask):
      "hysteresis lo \(lowWater)\(pinsTask ? ", task pinned" : "")"
    }
  }

  /// The policy the planner is judged against, as CONTEXT 2d measured it.
  static let hysteresis = BaselineRule.hysteresis(lowWater: 0.5, pinsTask: false)
  /// The same, with the first task kept.
  static let pinnedHysteresis = BaselineRule.hysteresis(lowWater: 0.5, pinsTask: true)

  static let all: [BaselineRule] = [
    .passThrough, .serverHalving, .slide, .mask(keep: 10, every: 1), .mask(keep: 10, every: 10),
    .clear(keep: 3),
    .dropHalf, .summariseHalf, hysteresis, pinnedHysteresis,
  ]
}
