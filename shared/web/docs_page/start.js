// The bundled viewer reads OpenAPI 3.0, our document is 3.1: what differs is said in the older way before it is shown.
"use strict";

function older(node) {
  if (Array.isArray(node)) {
    return node.map(older);
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const result = {};
  Object.keys(node).forEach(function (name) {
    result[name] = older(node[name]);
  });
  if (Array.isArray(result.anyOf)) {
    const others = result.anyOf.filter(function (choice) { return choice.type !== "null"; });
    if (others.length < result.anyOf.length) {
      result.nullable = true;
      delete result.anyOf;
      Object.assign(result, others.length === 1 ? others[0] : { anyOf: others });
    }
  }
  if (result.const !== undefined && typeof result.const !== "object") {
    result.enum = [result.const];
    delete result.const;
  }
  if (Array.isArray(result.examples) && result.example === undefined) {
    result.example = result.examples[0];
    delete result.examples;
  }
  return result;
}

fetch("/api/v1/openapi.json")
  .then(function (answer) { return answer.json(); })
  .then(function (document_) {
    const spec = older(document_);
    spec.openapi = "3.0.3";
    window.ui = SwaggerUIBundle({
      spec: spec,
      dom_id: "#swagger-ui",
      deepLinking: true,
      validatorUrl: null,
      presets: [SwaggerUIBundle.presets.apis],
      layout: "BaseLayout",
    });
  })
  .catch(function (reason) {
    document.getElementById("swagger-ui").textContent = "接口文档无法载入：" + reason;
  });
