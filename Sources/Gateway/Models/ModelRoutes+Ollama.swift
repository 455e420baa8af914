import Conversations
import Dialects
import Reactor
import Server
import Store
import Wire

/// What Ollama's clients are told.
extension ModelRoutes {
  /// Answers a question as Ollama does.
  ///
  /// - Throws: `ClientError` for a model that is not offered, or a question about none.
  func answer(_ exchange: ServerExchange, _ question: OllamaQuestion) async throws(ClientError) {
    guard question != .version else { return exchange.respond(json: OllamaCatalogue.versionBody) }
    let catalogue = OllamaCatalogue(
      await survey.offers().map { OllamaCatalogue.Model($0) }, at: WallClock.milliseconds() / 1000)
    switch question {
    case .version, .tags: exchange.respond(json: catalogue.tagsBody)
    case .ps: exchange.respond(json: catalogue.loadedBody)
    case .show:
      let name = try Self.shownModel(in: exchange.request.body)
      guard let body = catalogue.shownBody(of: name) else {
        throw ClientError(.notFound, "model '\(name)' not found", shouldRetry: false)
      }
      exchange.respond(json: body)
    }
  }

  private static func shownModel(in body: [UInt8]) throws(ClientError) -> String {
    guard let document = try? JSONDocument(parsing: body) else {
      throw ClientError(.invalidRequest, "the body is not JSON", shouldRetry: false)
    }
    return try OllamaCatalogue.shownModel(in: document)
  }
}

extension OllamaCatalogue.Model {
  fileprivate init(_ offer: OfferedModel) {
    self.init(name: offer.id, window: offer.window, traits: offer.traits, isLoaded: offer.isLoaded)
  }
}
