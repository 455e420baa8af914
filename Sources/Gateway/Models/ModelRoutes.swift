import Conversations
import Dialects
import Reactor
import Server
import Wire

/// Answers what models there are, to every client in the shape it wants.
@LoopActor
struct ModelRoutes {
  let survey: OfferedModelSurvey
  let dialects: ClientDialects

  /// Answers with the list.
  func list(_ exchange: ServerExchange) async {
    let offers = await survey.offers()
    answer(exchange) { (shape, query) throws(ClientError) in
      switch shape {
      case .codex: CodexCatalogue.body(of: offers)
      case .openAI: OpenAIModelList.body(of: offers)
      case .anthropic: try AnthropicModelList.body(of: offers, page: Self.page(query))
      }
    }
  }

  /// Answers with one model.
  func show(_ exchange: ServerExchange, _ name: String) async {
    let offers = await survey.offers()
    answer(exchange) { (shape, _) throws(ClientError) in
      let body =
        shape == .anthropic
        ? AnthropicModelList.body(of: name, in: offers) : OpenAIModelList.body(of: name, in: offers)
      guard let body else {
        throw ClientError(
          .notFound, "no model '\(name)' is offered here; GET /v1/models lists those that are",
          shouldRetry: false)
      }
      return body
    }
  }

  /// Answers the operator with all there is to know.
  func report(_ exchange: ServerExchange) async {
    exchange.respond(json: await survey.report().json)
  }

  private func answer(
    _ exchange: ServerExchange,
    _ body: (ModelListShape, HTTPQuery) throws(ClientError) -> [UInt8]
  ) {
    let query = HTTPQuery(exchange.request.query)
    let shape = ModelListShape(query: query, fields: exchange.request.fields)
    do throws(ClientError) {
      exchange.respond(json: try body(shape, query))
    } catch {
      Reply(exchange, dialect: dialect(of: shape)).refuse(error)
    }
  }

  /// The dialect in which a client that wants this shape is told of errors.
  private func dialect(of shape: ModelListShape) -> any ClientDialect {
    switch shape {
    case .anthropic: dialects.anthropic
    case .openAI, .codex: dialects[.openAIChat] ?? dialects.anthropic
    }
  }

  private static func page(_ query: HTTPQuery) throws(ClientError) -> AnthropicModelList.Page {
    var page = AnthropicModelList.Page()
    if let limit = query["limit"] {
      guard let limit = Int(limit) else {
        throw ClientError(.invalidRequest, "limit: must be a whole number", shouldRetry: false)
      }
      page.limit = limit
    }
    page.after = query["after_id"]
    page.before = query["before_id"]
    return page
  }
}
