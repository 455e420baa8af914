import Gateway

/// What a command finds around it: handed in, so that tests can turn each by hand.
struct Surroundings: Sendable {
  /// The environment variables.
  var environment: Environment
  /// The time.
  var now: Timestamp
  /// What its output is drawn on.
  var canvas: Canvas
  /// What its remarks are drawn on.
  var remarks: Canvas
}
