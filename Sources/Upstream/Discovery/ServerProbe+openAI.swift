import Conversations
import Wire

extension ServerProbe {
  /// A server that speaks like OpenAI's. Its list has ids and nothing else: windows stay unknown, and the models are
  /// taken for a vendor's.
  ///
  /// - Parameter path: where the list is, below the base URL.
  public static func openAI(path: String) -> ServerProbe {
    ServerProbe(paths: [path]) { answers in
      guard let data = answers[0].object?["data"], data.kind == .array else { return .unrecognised }
      let cards = data.elements.compactMap { entry in
        id(entry["id"]).map { ModelCard(id: $0, window: nil, traits: .full, isLoaded: true) }
      }
      return .models(cards)
    }
  }
}
