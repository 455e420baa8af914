import RoutingSamples

/// A request of a wanted size, whose classification is timed.
struct SizedRequest {
  /// What makes it as long as it is.
  enum Shape: String, CaseIterable {
    /// Many steps of an agent.
    case session = "long session"
    /// One message of a person.
    case paste = "long message"
    /// One result of a tool, the newest message.
    case result = "long result"
  }

  /// What makes it long.
  let shape: Shape
  /// About how long it is, in bytes.
  let bytes: Int
  /// The request.
  let sample: RequestSample

  /// A request of a client.
  init(_ shape: Shape, bytes: Int, of client: SampleClient) {
    self.shape = shape
    self.bytes = bytes
    let options = ["tools": "12", "system": String(min(6_000, bytes / 8))]
    sample = RequestSample(
      client: client, options: bytes < 8_000 ? ["tools": "0", "system": "0"] : options,
      steps: Self.steps(shape, bytes))
  }

  private static func steps(_ shape: Shape, _ bytes: Int) -> [SampleStep] {
    let task = SampleStep.said("make the tests pass {300}")
    switch shape {
    case .session:
      let each = 2_400
      let calls = (0..<max(0, bytes / each)).map { number in
        SampleStep.called(
          SampleCall(
            name: number % 3 == 0 ? "Bash" : "Read", object: "a\(number).swift", result: "{\(each - 300)}",
            isError: false))
      }
      return [task] + calls
    case .paste: return [.said("why is this? {\(bytes)}")]
    case .result:
      let call = SampleCall(name: "Bash", object: "make", result: "{\(bytes)}", isError: false)
      return [task, .called(call)]
    }
  }
}
