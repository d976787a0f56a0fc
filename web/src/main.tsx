import './jitless.js';
import { render } from 'preact';
import { App } from './app.js';
import { takeToken } from './token.js';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/pages.css';

takeToken();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
