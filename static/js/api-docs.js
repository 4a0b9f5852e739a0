// The description of the API, shown by Swagger UI. Requests that change something need a token
// (Authorize): the session's cookie alone is refused without a form of ours.
"use strict";

const place = document.getElementById("api");

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  persistAuthorization: false,
  // Otherwise it asks a validator on somebody else's server.
  validatorUrl: null,
});
