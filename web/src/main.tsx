import { App } from './app.js';
import { render } from 'preact';
import './jitless.js';
import './style/base.css';
import './style/frame.css';
import './style/pages.css';
import './style/parts.css';
import { takeToken } from './token.js';

takeToken();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
